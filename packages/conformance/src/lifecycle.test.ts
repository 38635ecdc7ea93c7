import {
  type Failure,
  type Lease,
  type LeaseState,
  seconds,
  TIMINGS,
  type TombstoneRule,
} from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ASK, type House, openHouse } from './lifecycle-house.ts';

const KEY = 'k'.repeat(43);
const NEVER: TombstoneRule = { kind: 'never' };

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const mint = (key: string | null = KEY, over = {}) =>
  house.minter.mint({ identity: house.identity(over), key, request: ASK });

const minted = async (key: string | null = KEY) => {
  const done = await mint(key);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
};

const refusal = async (key: string | null = KEY): Promise<Failure> => {
  const done = await mint(key);
  if (done.ok) throw new Error('a token was minted');
  return done.error.failures[0];
};

const bury = (): TombstoneRule => ({ kind: 'write', keepUntil: house.identity().expiresAt, max: 10 });

const leaseOf = async (failure: Failure): Promise<Lease | undefined> =>
  'leaseId' in failure && failure.leaseId !== null
    ? house.leases.find({ by: 'id', leaseId: failure.leaseId })
    : undefined;

const stateOf = async (leaseId: string): Promise<LeaseState | undefined> =>
  (await house.leases.find({ by: 'id', leaseId }))?.state;

/** Sends nothing any more, and nothing that was sent can land any more. */
const pastQuarantine = (): void => house.time.advance(seconds(21));

describe('a mint', () => {
  test('makes one token with the planned scope and expiry, and an active lease', async () => {
    const { leaseId, tokenId, plan } = await minted();
    expect(house.controlPlane.calls.filter((call) => call === 'create')).toHaveLength(1);
    expect(house.controlPlane.live()).toEqual([
      expect.objectContaining({
        id: tokenId,
        name: `ct1.${house.leases.instance}.${leaseId}`,
        expiresAt: plan.expiresAt,
      }),
    ]);
    expect(await stateOf(leaseId)).toBe('active');
    expect(house.events.map(({ kind }) => kind)).toEqual(['mint.granted']);
  });

  test('of a stranger calls nobody and leaves nothing', async () => {
    const done = await house.minter.mint({
      identity: house.identity({ repositoryId: '9' }),
      key: KEY,
      request: ASK,
    });
    expect(done).toMatchObject({ ok: false, error: { failures: [{ code: 'POLICY_DENIED' }] } });
    expect(house.controlPlane.calls).toEqual([]);
    expect(await house.leases.heldCredits()).toBe(0);
  });

  test('that the control plane refuses fails its lease and gives the credits back', async () => {
    house.controlPlane.script.create.push('down');
    expect(await refusal()).toMatchObject({ code: 'CONTROL_PLANE_UNAVAILABLE' });
    expect(await house.leases.heldCredits()).toBe(0);
  });

  test.each(['lost', 'unsure'] as const)(
    'whose outcome is unknown (%s) is never answered, and its token goes',
    async (how) => {
      house.controlPlane.script.create.push(how);
      const failure = await refusal();
      expect(failure.code).toBe('OUTCOME_UNKNOWN');
      expect((await leaseOf(failure))?.state).toBe('revoking');

      await house.reaper.pass();
      expect(house.controlPlane.live()).toEqual([]);
      expect((await leaseOf(failure))?.state).toBe('revoking');
      expect(await house.leases.heldCredits()).toBe(1);

      pastQuarantine();
      await house.reaper.pass();
      expect((await leaseOf(failure))?.state).toBe('revoked');
      expect(await house.leases.heldCredits()).toBe(0);
    },
  );

  test('that hangs ends at its deadline', async () => {
    house.controlPlane.script.create.push('hang');
    const pending = refusal();
    while (!house.controlPlane.calls.includes('create')) await new Promise(setImmediate);
    house.time.advance(seconds(10));
    expect((await pending).code).toBe('OUTCOME_UNKNOWN');
  });

  test('that came back with a wider scope delivers nothing, and its token is dead at once', async () => {
    house.controlPlane.script.create.push('wider');
    const failure = await refusal();
    expect(failure.code).toBe('SCOPE_MISMATCH');
    expect(house.controlPlane.live()).toEqual([]);
    expect((await leaseOf(failure))?.state).toBe('revoked');
  });

  test('with a used key makes nothing and leaves the first token alive', async () => {
    const { tokenId } = await minted();
    expect((await refusal()).code).toBe('HANDLE_USED');
    expect(house.controlPlane.live().map(({ id }) => id)).toEqual([tokenId]);
  });

  test('with a key that was ended before it is refused', async () => {
    expect(await house.minter.revoke({ by: 'key', key: KEY }, bury())).toEqual({ ok: true, value: 'buried' });
    expect((await refusal()).code).toBe('HANDLE_ENDED');
    expect(house.controlPlane.calls).toEqual([]);
  });

  test('is refused past the plan, with what is used and needed', async () => {
    const metered = await openHouse({ kind: 'metered', limit: 1 });
    const ask = (key: string) => metered.minter.mint({ identity: metered.identity(), key, request: ASK });
    expect((await ask('a'.repeat(43))).ok).toBe(true);
    expect(await ask('b'.repeat(43))).toMatchObject({
      ok: false,
      error: { failures: [{ code: 'CREDITS_EXHAUSTED', limit: 1, used: 1, needed: 1 }] },
    });
    await metered.close();
  });
});

describe('a lease ended while its token is being made', () => {
  test('never delivers the token, and ends with it', async () => {
    const { controlPlane } = house;
    const { tokens } = controlPlane;
    const create = tokens.create;
    Object.assign(tokens, {
      create: async (order: Parameters<typeof create>[0]) => {
        const revoked = await house.minter.revoke({ by: 'key', key: KEY }, bury());
        expect(revoked).toEqual({ ok: true, value: 'revoking' });
        return create(order);
      },
    });
    const failure = await refusal();
    expect(failure.code).toBe('LEASE_ENDED');
    expect(controlPlane.live()).toEqual([]);
    expect((await leaseOf(failure))?.state).toBe('revoked');
  });
});

describe('a revocation', () => {
  test.each(['key', 'token'] as const)('by %s ends the token before it answers', async (by) => {
    const { leaseId, token } = await minted();
    const which = by === 'key' ? { by, key: KEY } : { by, sha256: house.around.digest(token) };
    expect(await house.minter.revoke(which, NEVER)).toEqual({ ok: true, value: 'revoked' });
    expect(house.controlPlane.live()).toEqual([]);
    expect(await stateOf(leaseId)).toBe('revoked');
  });

  test('can be repeated', async () => {
    await minted();
    const once = await house.minter.revoke({ by: 'key', key: KEY }, NEVER);
    expect(await house.minter.revoke({ by: 'key', key: KEY }, NEVER)).toEqual(once);
  });

  test('is durable while the control plane is away, and the reaper finishes it', async () => {
    const { leaseId } = await minted();
    house.controlPlane.script.delete.push('down');
    expect(await house.minter.revoke({ by: 'key', key: KEY }, NEVER)).toEqual({
      ok: true,
      value: 'revoking',
    });
    expect(await house.leases.heldCredits()).toBe(1);
    await house.reaper.pass();
    expect(await stateOf(leaseId)).toBe('revoked');
    expect(house.controlPlane.live()).toEqual([]);
  });

  test('of what nobody knows does nothing', async () => {
    expect(await house.minter.revoke({ by: 'token', sha256: 'f'.repeat(64) }, NEVER)).toEqual({
      ok: true,
      value: 'unknown',
    });
  });
});

describe('the reaper', () => {
  test('leaves a lease one second before its expiry and ends it at its expiry', async () => {
    const { leaseId } = await minted();
    house.time.advance(seconds(599));
    await house.reaper.pass();
    expect(await stateOf(leaseId)).toBe('active');
    house.time.advance(seconds(1));
    await house.reaper.pass();
    expect(await stateOf(leaseId)).toBe('revoked');
  });

  test('ends the other leases when one can not be ended', async () => {
    await minted('a'.repeat(43));
    await minted('b'.repeat(43));
    house.time.advance(seconds(600));
    house.controlPlane.script.delete.push('down');
    await house.reaper.pass();
    expect(await house.leases.heldCredits()).toBe(1);
    house.time.advance(TIMINGS.retryFirst);
    await house.reaper.pass();
    expect(await house.leases.heldCredits()).toBe(0);
  });

  test.each([
    ['nothing was sent', false],
    ['its token was made', true],
  ])('ends a mint that never finished, when %s', async (_what, sent) => {
    const { leases, controlPlane, time } = house;
    const lease = await house.intend();
    if (sent) await house.create(lease);
    time.advance(seconds(10));
    await house.reaper.pass();
    expect(await stateOf(lease.id)).toBe('intent');

    pastQuarantine();
    await house.reaper.pass();
    expect(await leases.find({ by: 'id', leaseId: lease.id })).toMatchObject({
      state: 'revoked',
      endReason: 'abandoned',
    });
    expect(controlPlane.live()).toEqual([]);
    expect(await leases.heldCredits()).toBe(0);
  });

  test('comes to every due lease, however many can not be ended', async () => {
    const stuck = await Promise.all(Array.from({ length: 500 }, (_, index) => house.intend(index)));
    for (const { id } of stuck) await house.minter.revoke({ by: 'id', leaseId: id }, NEVER);
    const { leaseId } = await minted();
    house.time.advance(seconds(600));
    house.controlPlane.script.list.push(...stuck.map(() => 'down' as const));
    await house.reaper.pass();
    expect(await stateOf(leaseId)).toBe('revoked');
    expect(await house.leases.heldCredits()).toBe(500);
  });

  test('passes at its start and once a sweep, until it is stopped', async () => {
    const { leaseId } = await minted();
    house.reaper.start();
    await house.reaper.pass();
    expect(house.reaper.lastPassAt()).toBe(house.time.clock.now());
    house.time.advance(seconds(660));
    await house.reaper.pass();
    expect(await stateOf(leaseId)).toBe('revoked');
    await house.reaper.stop();
  });
});
