import { isLive, type LeaseState, plus, seconds, TIMINGS, type TombstoneRule } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ASK, type House, openHouse } from './lifecycle-house.ts';

const NEVER: TombstoneRule = { kind: 'never' };

/** As a control plane far away says of itself. */
const LAGGING = { settlesWithin: seconds(300), listsMayBeStale: true } as const;

/** Past the last moment at which a create that was begun now can land. */
const QUARANTINE = seconds(321);

let house: House;
afterEach(() => house.close());

const mint = () => house.minter.mint({ identity: house.identity(), key: null, request: ASK });

const minted = async () => {
  const done = await mint();
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
};

/** The id of a lease whose mint was not told what its create did. */
const lost = async (): Promise<string> => {
  const done = await mint();
  const failure = done.ok ? undefined : done.error.failures[0];
  if (failure?.code !== 'OUTCOME_UNKNOWN') throw new Error(JSON.stringify(done));
  return failure.leaseId;
};

const leaseOf = (leaseId: string) => house.leases.find({ by: 'id', leaseId });
const stateOf = async (leaseId: string): Promise<LeaseState | undefined> => (await leaseOf(leaseId))?.state;
const revoke = (leaseId: string) => house.minter.revoke({ by: 'id', leaseId }, NEVER);
const calls = (kind: string): number => house.controlPlane.calls.filter((call) => call === kind).length;
const kinds = (): readonly string[] => house.events.map(({ kind }) => kind);

const passAfter = async (span: number): Promise<void> => {
  house.time.advance(seconds(span));
  await house.reaper.pass();
};

describe('at a control plane that shows what it did at once', () => {
  beforeEach(async () => {
    house = await openHouse();
  });

  test('a known token costs one delete and no list', async () => {
    const { leaseId } = await minted();
    await revoke(leaseId);
    expect(await stateOf(leaseId)).toBe('revoked');
    expect([calls('delete'), calls('list')]).toEqual([1, 0]);
  });

  test('a create that makes two tokens and is not answered leaves none (F10)', async () => {
    house.controlPlane.script.create.push('twice-lost');
    const leaseId = await lost();
    expect(house.controlPlane.live()).toHaveLength(2);
    await house.reaper.pass();
    expect(house.controlPlane.live()).toEqual([]);
    await passAfter(21);
    expect(await stateOf(leaseId)).toBe('revoked');
  });

  test('a token whose create is answered after its lease was given up is deleted then (F9, F30)', async () => {
    house.controlPlane.script.create.push('slow');
    const minting = mint();
    while (!house.controlPlane.calls.includes('create')) await new Promise(setImmediate);
    const ended = house.ends.endGroup({ by: 'all' }, { reason: 'operator', over: null, note: null });
    expect(await ended).toMatchObject({ value: { ended: 1 } });
    house.time.advance(seconds(4));
    expect(await minting).toMatchObject({ ok: false, error: { failures: [{ code: 'LEASE_ENDED' }] } });
    expect(house.controlPlane.live()).toEqual([]);
    expect(await house.leases.heldCredits()).toBe(0);
  });

  test('an answer that comes after the deadline of its call is undone', async () => {
    house.controlPlane.script.create.push('overdue');
    const minting = lost();
    while (!house.controlPlane.calls.includes('create')) await new Promise(setImmediate);
    house.time.advance(seconds(10));
    const leaseId = await minting;
    expect(house.controlPlane.live()).toHaveLength(1);
    house.time.advance(seconds(5));
    while (house.controlPlane.live().length > 0) await new Promise(setImmediate);
    await passAfter(6);
    expect(await stateOf(leaseId)).toBe('revoked');
  });

  test('many unknown outcomes share one list in a pass, and a second one looks for orphans', async () => {
    house.controlPlane.script.create.push('lost', 'lost', 'unsure');
    const ids = [await lost(), await lost(), await lost()];
    await house.reaper.pass();
    expect(calls('list')).toBe(2);
    await passAfter(21);
    expect(calls('list')).toBe(3);
    expect(await Promise.all(ids.map(stateOf))).toEqual(['revoked', 'revoked', 'revoked']);
  });

  test('waiting for the last moment is no failed try', async () => {
    house.controlPlane.script.create.push('lost');
    const leaseId = await lost();
    await house.reaper.pass();
    const { sendDeadline } = (await leaseOf(leaseId)) ?? {};
    expect(await leaseOf(leaseId)).toMatchObject({
      attempts: 0,
      nextTryAt: plus(sendDeadline ?? house.time.clock.now(), seconds(10)) + 1,
    });
    expect(kinds()).not.toContain('sweep.failed');
  });
});

describe('at a control plane that settles late and lists what was', () => {
  beforeEach(async () => {
    house = await openHouse(undefined, LAGGING);
  });

  test('a known token is gone once a later list lacks it (F13)', async () => {
    const { leaseId } = await minted();
    house.time.advance(seconds(60));
    house.controlPlane.mode.list = 'stale';
    expect(await revoke(leaseId)).toEqual({ ok: true, value: 'revoking' });
    expect(house.controlPlane.live()).toEqual([]);
    await house.reaper.pass();
    expect(await stateOf(leaseId)).toBe('revoking');
    await passAfter(5);
    expect(await stateOf(leaseId)).toBe('revoked');
  });

  test('several deletes of a pass are proven by one list that was asked for after them', async () => {
    const leases = [await minted(), await minted(), await minted()];
    house.time.advance(TIMINGS.sweepEvery);
    house.controlPlane.script.delete.push('down', 'down', 'down');
    for (const { leaseId } of leases) await revoke(leaseId);
    const before = house.controlPlane.calls.length;
    await house.reaper.pass();
    const made = house.controlPlane.calls.slice(before);
    expect(made.slice(0, 4)).toEqual(['delete', 'delete', 'delete', 'list']);
    expect(await house.leases.heldCredits()).toBe(0);
  });

  test('a create that lands in the last moment is deleted, and its lease is open until two lists lack it (F9)', async () => {
    house.controlPlane.script.create.push('late');
    const leaseId = await lost();
    await house.reaper.pass();
    expect(house.controlPlane.live()).toEqual([]);
    await passAfter(299);
    expect(await stateOf(leaseId)).toBe('revoking');
    house.time.advance(seconds(1));
    await new Promise(setImmediate);
    expect(house.controlPlane.live()).toHaveLength(1);
    await passAfter(QUARANTINE - 300);
    expect(house.controlPlane.live()).toEqual([]);
    expect(await leaseOf(leaseId)).toMatchObject({ state: 'revoking', absentAt: null });
    await passAfter(5);
    expect(await leaseOf(leaseId)).toMatchObject({
      state: 'revoking',
      absentAt: house.time.clock.now(),
      attempts: 0,
    });
    await passAfter(4);
    expect(await stateOf(leaseId)).toBe('revoking');
    await passAfter(1);
    expect(await stateOf(leaseId)).toBe('revoked');
  });

  test('a list that fails proves nothing, and takes nothing back (F13)', async () => {
    house.controlPlane.script.create.push('unsure');
    const leaseId = await lost();
    await passAfter(QUARANTINE);
    const { absentAt } = (await leaseOf(leaseId)) ?? {};
    expect(absentAt).toBe(house.time.clock.now());
    house.controlPlane.script.list.push('unsure');
    await passAfter(5);
    expect(await leaseOf(leaseId)).toMatchObject({ state: 'revoking', absentAt, attempts: 1 });
    await passAfter(5);
    expect(await stateOf(leaseId)).toBe('revoked');
  });
});

describe('a token that resists', () => {
  beforeEach(async () => {
    house = await openHouse();
    house.controlPlane.mode.delete = 'unsure';
  });

  /** The pauses after so many tries, in seconds. */
  const tryTimes = async (count: number, leaseId: string): Promise<readonly number[]> => {
    const pauses: number[] = [];
    for (let tries = 0; tries < count; tries += 1) {
      await house.reaper.pass();
      const { nextTryAt } = (await leaseOf(leaseId)) ?? {};
      const pause = ((nextTryAt ?? 0) - house.time.clock.now()) / 1000;
      pauses.push(pause);
      house.time.advance(seconds(Math.ceil(pause)));
    }
    return pauses;
  };

  test('is tried again after growing pauses, for ever, and holds its credits (F12)', async () => {
    const { leaseId } = await minted();
    await revoke(leaseId);
    expect(await tryTimes(12, leaseId)).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128, 150, 150, 150]);
    expect(await house.leases.heldCredits()).toBe(1);
  });

  test('is called stuck once, and told once', async () => {
    const { leaseId } = await minted();
    await revoke(leaseId);
    await tryTimes(9, leaseId);
    expect(kinds()).not.toContain('lease.stuck');
    await tryTimes(2, leaseId);
    expect(kinds().filter((kind) => kind === 'lease.stuck')).toHaveLength(1);
    expect((await leaseOf(leaseId))?.stuckAt).not.toBeNull();
    expect(await house.leases.census(house.time.clock.now())).toMatchObject({ stuck: 1 });
  });

  test('is over once it has expired by any clock and a list does not show it alive', async () => {
    const { leaseId, plan } = await minted();
    await revoke(leaseId);
    house.time.advance(seconds(600 + TIMINGS.skewWithin));
    await house.reaper.pass();
    expect(await stateOf(leaseId)).toBe('revoking');
    await passAfter(300);
    expect(await stateOf(leaseId)).toBe('revoked');
    const [token] = house.controlPlane.live();
    expect(token !== undefined && isLive(token, plan.expiresAt)).toBe(false);
  });
});

describe('without a store', () => {
  const away = () => Promise.reject(new Error('disk full'));

  beforeEach(async () => {
    house = await openHouse();
  });

  test('a revocation is success only by the control plane’s word, and never acknowledged as coming (F15)', async () => {
    const { leaseId } = await minted();
    Object.assign(house.leases, { end: away });
    house.controlPlane.script.delete.push('down');
    const refused = { ok: false, error: { failures: [{ code: 'STORE_UNAVAILABLE', cause: 'disk full' }] } };
    expect(await revoke(leaseId)).toMatchObject(refused);
    expect(await revoke(leaseId)).toEqual({ ok: true, value: 'revoked' });
    expect(house.controlPlane.live()).toEqual([]);
    expect(await stateOf(leaseId)).toBe('active');
  });

  test('an end that proves nothing is refused: the token may still be on its way', async () => {
    const { id } = await house.intend();
    Object.assign(house.leases, { end: away });
    expect((await revoke(id)).ok).toBe(false);
  });

  test('a lease that is over is over', async () => {
    const { leaseId } = await minted();
    await revoke(leaseId);
    Object.assign(house.leases, { end: away });
    expect(await revoke(leaseId)).toEqual({ ok: true, value: 'revoked' });
  });

  test('an activation delivers nothing, and its token is dead at once', async () => {
    Object.assign(house.leases, { activate: away });
    expect(await mint()).toMatchObject({ ok: false, error: { failures: [{ code: 'STORE_UNAVAILABLE' }] } });
    expect(house.controlPlane.live()).toEqual([]);
    expect(await house.leases.heldCredits()).toBe(0);
  });

  test('an activation that arrives after its mint was refused is ended by the next pass, and its token dies (F36)', async () => {
    const { activate, end } = house.leases;
    const arrivesUnanswered: typeof activate = async (...asked) => {
      await activate(...asked);
      return away();
    };
    Object.assign(house.leases, { activate: arrivesUnanswered, end: away });
    house.controlPlane.script.delete.push('down');
    expect((await mint()).ok).toBe(false);
    expect(house.controlPlane.live()).toHaveLength(1);
    await house.reaper.pass();
    Object.assign(house.leases, { activate, end });
    await house.reaper.pass();
    expect(house.controlPlane.live()).toEqual([]);
    expect(await house.leases.heldCredits()).toBe(0);
  });

  test('a token that is gone but not written down is the reaper’s to write down', async () => {
    const { leaseId } = await minted();
    const { settle } = house.leases;
    Object.assign(house.leases, { settle: away });
    expect(await revoke(leaseId)).toEqual({ ok: true, value: 'revoked' });
    expect(await stateOf(leaseId)).toBe('revoking');
    Object.assign(house.leases, { settle });
    await house.reaper.pass();
    expect(await stateOf(leaseId)).toBe('revoked');
  });
});
