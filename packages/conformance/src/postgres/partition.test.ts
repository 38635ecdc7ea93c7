import { instant } from '@connect-token/core';
import { newHandle } from '@connect-token/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describePostgres } from './database.ts';
import { openPartitionHouse, type PartitionHouse, type Reply } from './partition-house.ts';

/** Deadlines of the database's client, of calls and of the reaper, one after another; far from what they come to. */
const BOUND_MS = 60_000;

describePostgres('a broker whose database is at the other end of a broken line', () => {
  let house: PartitionHouse;
  beforeAll(async () => {
    house = await openPartitionHouse();
  });
  afterAll(() => house.close());

  /** As soon as the broker has its issuer's keys, and the database. Answers with the handle. */
  async function minted(): Promise<string> {
    let handle = '';
    const status = async () => {
      handle = newHandle();
      return (await house.mint(handle)).status;
    };
    await expect.poll(status, { timeout: BOUND_MS }).toBe(200);
    return handle;
  }

  interface Asked {
    readonly handle: string;
    readonly answer: Promise<Reply>;
  }
  const mint = (): Asked => {
    const handle = newHandle();
    return { handle, answer: house.mint(handle) };
  };
  const revoke = (handle: string): Asked => ({ handle, answer: house.revoke(handle) });

  /** Three requests, each held in its middle: two mints, with no token yet and with one, and a revocation. */
  async function hold(handle: string) {
    const beforeCreate = house.plane.hold('before-create');
    const begun = mint();
    await beforeCreate.reached;
    const afterCreate = house.plane.hold('after-create');
    const made = mint();
    await afterCreate.reached;
    const beforeDelete = house.plane.hold('before-delete');
    const ending = revoke(handle);
    await beforeDelete.reached;
    const release = (): void => {
      for (const gate of [beforeCreate, afterCreate, beforeDelete]) gate.release();
    };
    return { begun, made, ending, release };
  }

  async function expectRefused(asked: readonly Asked[]): Promise<void> {
    for (const { answer } of asked)
      expect(await answer).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) });
  }

  /** Whoever was refused ends its handle, as a client does: then nothing is held and no token is alive, whatever has arrived late. */
  async function expectAllEnded(asked: readonly Asked[]): Promise<void> {
    for (const { handle } of asked) {
      const state = async () => (await house.revoke(handle)).body['state'];
      await expect.poll(state, { timeout: BOUND_MS }).toBe('revoked');
    }
    const left = async () => {
      const { states, held } = await house.leases.census(instant(0));
      const open = states.intent + states.active + states.revoking;
      return { open, held, alive: (await house.liveTokens()).length };
    };
    await expect.poll(left, { timeout: BOUND_MS }).toEqual({ open: 0, held: 0, alive: 0 });
  }
  const readiness = async () => (await house.readiness()).body['status'];

  test(
    'answers in its time while nothing arrives, says why it is not ready, and loses nothing',
    async () => {
      const [one, other] = [await minted(), await minted()];
      const { begun, made, ending, release } = await hold(one);
      house.line.stall();
      release();
      const [late, unended] = [mint(), revoke(other)];

      expect(await house.readiness()).toMatchObject({
        status: 503,
        body: { status: 'unready', reasons: expect.arrayContaining(['store: does not answer']) },
      });
      // Its end was on disk before: the rest is the reaper's.
      expect(await ending.answer).toMatchObject({ status: 200, body: { state: 'revoking' } });
      await expectRefused([begun, made, late, unended]);

      house.line.restore();
      await expectAllEnded([begun, made, late, unended]);
      await expect.poll(readiness, { timeout: BOUND_MS }).toBe('ready');
    },
    2 * BOUND_MS,
  );

  test(
    'refuses while connections are reset, and loses nothing',
    async () => {
      const [one, other] = [await minted(), await minted()];
      const { begun, made, ending, release } = await hold(one);
      house.line.cut();
      release();
      const [late, unended] = [mint(), revoke(other)];
      expect(await ending.answer).toMatchObject({ status: 200, body: { state: 'revoking' } });
      await expectRefused([begun, made, late, unended]);
      await expect.poll(readiness, { timeout: BOUND_MS }).toBe('unready');

      house.line.restore();
      await expectAllEnded([begun, made, late, unended]);
      await minted();
    },
    2 * BOUND_MS,
  );
});
