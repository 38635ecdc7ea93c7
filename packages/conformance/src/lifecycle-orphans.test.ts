import { type Instant, type LeaseState, leaseTokenName, plus, seconds, TIMINGS } from '@connect-token/core';
import { ORPHANS_ADOPTED_MAX } from '@connect-token/lifecycle';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ASK, type House, openHouse } from './lifecycle-house.ts';

let house: House;
afterEach(() => house.close());

const EVENTS = ['orphan.adopted', 'orphans.many', 'lease.ending', 'lease.revoked'];
const told = (): readonly string[] =>
  house.events.map(({ kind }) => kind).filter((kind) => EVENTS.includes(kind));

const stateOf = async (leaseId: string): Promise<LeaseState | undefined> =>
  (await house.leases.find({ by: 'id', leaseId }))?.state;

/** A token that no lease of this store knows: as if a backup had been restored. */
const strand = async (name: string, expiresAt: Instant | null = null): Promise<void> => {
  const [server] = await house.controlPlane.servers.list().then((listed) => (listed.ok ? listed.value : []));
  const [vault] = await house.controlPlane.vaults.list().then((listed) => (listed.ok ? listed.value : []));
  if (server === undefined || vault === undefined) throw new Error('the account has both');
  const scope = [{ vault, access: 'r' }] as const;
  const created = await house.controlPlane.tokens.create({ name, serverId: server.id, scope, expiresAt });
  if (!created.ok) throw new Error(created.error.failure.code);
};

const ours = (index: number): string => leaseTokenName(house.leases.instance, `lost-${index}`);

const passAfter = async (span: number): Promise<void> => {
  house.time.advance(seconds(span));
  await house.reaper.pass();
};

describe('a token of ours that no lease explains', () => {
  beforeEach(async () => {
    house = await openHouse();
  });

  test('is adopted by the first pass, and dead after it (F18)', async () => {
    await strand(ours(1));
    await house.reaper.pass();
    expect(house.controlPlane.live()).toEqual([]);
    expect(told()).toEqual(['orphan.adopted', 'lease.revoked']);
    const adopted = house.events.find(({ kind }) => kind === 'orphan.adopted');
    expect(adopted).toMatchObject({ tokenName: ours(1) });
    expect(await house.leases.heldCredits()).toBe(0);
  });

  test('is not what a start begins with, but a moment after it', async () => {
    await strand(ours(1));
    house.reaper.start();
    await house.reaper.pass();
    expect(house.controlPlane.calls).toEqual(['create']);
    await house.time.walk(TIMINGS.callWithin, house.reaper.pass);
    expect(house.controlPlane.live()).toEqual([]);
    await house.reaper.stop();
  });

  test('is looked for again after a while, and not before', async () => {
    await house.reaper.pass();
    await strand(ours(1));
    await passAfter(TIMINGS.orphansEvery - 1);
    expect(house.controlPlane.live()).toHaveLength(1);
    await passAfter(1);
    expect(house.controlPlane.live()).toEqual([]);
  });

  test.each([
    ['another instance', 'ct1.other000.lost'],
    ['a person', 'deploy by hand'],
  ])('is not one of %s', async (_whose, name) => {
    await strand(name);
    await house.reaper.pass();
    expect(house.controlPlane.live()).toHaveLength(1);
    expect(told()).toEqual([]);
  });

  test('is none that has expired, or that a lease holds', async () => {
    await strand(ours(1), plus(house.time.clock.now(), seconds(1)));
    house.time.advance(seconds(1));
    const minted = await house.minter.mint({ identity: house.identity(), key: null, request: ASK });
    expect(minted.ok).toBe(true);
    const { tokenName } = await house.intend();
    await strand(tokenName);
    await house.reaper.pass();
    expect(told()).toEqual([]);
    expect(house.controlPlane.live()).toHaveLength(2);
  });

  test('may be the second one of a create, whose lease is over (F10)', async () => {
    house.controlPlane.script.create.push('twice');
    const minted = await house.minter.mint({ identity: house.identity(), key: null, request: ASK });
    if (!minted.ok) throw new Error('refused');
    const { leaseId } = minted.value;
    await house.minter.revoke({ by: 'id', leaseId }, { kind: 'never' });
    expect(await stateOf(leaseId)).toBe('revoked');
    expect(house.controlPlane.live()).toHaveLength(1);
    await house.reaper.pass();
    expect(house.controlPlane.live()).toEqual([]);
  });

  test('is adopted slowly where there are many, and an operator is told', async () => {
    for (let index = 0; index <= ORPHANS_ADOPTED_MAX; index += 1) await strand(ours(index));
    await house.reaper.pass();
    expect(house.controlPlane.live()).toHaveLength(1);
    expect(house.events.find(({ kind }) => kind === 'orphans.many')).toMatchObject({ found: 11, limit: 10 });
    await passAfter(TIMINGS.orphansEvery);
    expect(house.controlPlane.live()).toEqual([]);
    expect(told().filter((kind) => kind === 'orphans.many')).toHaveLength(1);
  });

  test('as many as the brake lets through are no alarm', async () => {
    for (let index = 0; index < ORPHANS_ADOPTED_MAX; index += 1) await strand(ours(index));
    await house.reaper.pass();
    expect(house.controlPlane.live()).toEqual([]);
    expect(told()).not.toContain('orphans.many');
  });

  test('stays unknown while the list fails, and is looked for again in the next sweep', async () => {
    await strand(ours(1));
    house.controlPlane.script.list.push('down');
    await house.reaper.pass();
    expect(house.controlPlane.live()).toHaveLength(1);
    await passAfter(TIMINGS.sweepEvery);
    expect(house.controlPlane.live()).toEqual([]);
  });
});

describe('where lists may be stale', () => {
  beforeEach(async () => {
    house = await openHouse(undefined, { settlesWithin: seconds(300), listsMayBeStale: true });
  });

  test('a token that was deleted a moment ago is no orphan', async () => {
    const minted = await house.minter.mint({ identity: house.identity(), key: null, request: ASK });
    if (!minted.ok) throw new Error('refused');
    house.time.advance(seconds(30));
    await house.minter.revoke({ by: 'id', leaseId: minted.value.leaseId }, { kind: 'never' });
    house.controlPlane.script.list.push('ok');
    house.controlPlane.mode.list = 'stale';
    await house.reaper.pass();
    expect(await stateOf(minted.value.leaseId)).toBe('revoked');
    await passAfter(TIMINGS.absentTwice);
    await passAfter(TIMINGS.absentTwice);
    expect(told()).toEqual(['lease.ending', 'lease.revoked']);
  });

  test('an orphan is one that two lists show', async () => {
    await strand(ours(1));
    await house.reaper.pass();
    expect(told()).toEqual([]);
    await passAfter(TIMINGS.absentTwice);
    expect(told()).toContain('orphan.adopted');
    expect(house.controlPlane.live()).toEqual([]);
  });
});
