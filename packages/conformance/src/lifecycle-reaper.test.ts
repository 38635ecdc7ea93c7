import {
  type ControlPlane,
  err,
  type LeaseState,
  milliseconds,
  plus,
  seconds,
  TIMINGS,
} from '@connect-token/core';
import { createMinter, createReaper, type Reaper } from '@connect-token/lifecycle';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ASK, type House, openHouse } from './lifecycle-house.ts';

let house: House;
let reaper: Reaper;
beforeEach(async () => {
  house = await openHouse();
  reaper = house.reaper;
});
afterEach(async () => {
  await reaper.stop();
  await house.close();
});

let runs = 0;

/** For a run of its own: a job may hold a few leases only. */
const mint = () => {
  runs += 1;
  return house.minter.mint({ identity: house.identity({ runId: `run-${runs}` }), key: null, request: ASK });
};

const minted = async (): Promise<string> => {
  const done = await mint();
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value.leaseId;
};

const stateOf = async (leaseId: string): Promise<LeaseState | undefined> =>
  (await house.leases.find({ by: 'id', leaseId }))?.state;
const calls = (kind: string): number => house.controlPlane.calls.filter((call) => call === kind).length;
const kinds = (): readonly string[] => house.events.map(({ kind }) => kind);

const REFUSED = err({
  effect: 'unknown',
  failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'connection refused' },
} as const);

/** Nothing of the control plane answers, until the answer is called. */
function cutOff(): () => void {
  const { mode, vaults, servers } = house.controlPlane;
  const lists = { vaults: vaults.list, servers: servers.list };
  for (const kind of ['create', 'list', 'delete'] as const) mode[kind] = 'unsure';
  for (const thing of [vaults, servers]) Object.assign(thing, { list: async () => REFUSED });
  return () => {
    for (const kind of ['create', 'list', 'delete'] as const) mode[kind] = 'ok';
    Object.assign(vaults, { list: lists.vaults });
    Object.assign(servers, { list: lists.servers });
  };
}

const stamp = () => ({ id: house.around.ids.ulid(), at: house.time.clock.now() });

/** Until it is so, at whatever turn of the event loop; time stands still. */
const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise(setImmediate);
};

/** Until the pass is over that an alarm has begun. */
const rest = async (): Promise<void> => {
  for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
  await reaper.pass();
};

describe('the loop of the reaper', () => {
  test('comes back when the next lease falls due, and not only once a sweep', async () => {
    reaper.start();
    await rest();
    house.time.advance(seconds(7));
    const leaseId = await minted();
    await house.time.walk(seconds(599), rest);
    expect(await stateOf(leaseId)).toBe('active');
    await house.time.walk(seconds(1), rest);
    expect(await stateOf(leaseId)).toBe('revoked');
  });

  test('is awake at once for what a revocation left open', async () => {
    const leaseId = await minted();
    reaper.start();
    await rest();
    house.controlPlane.script.delete.push('down');
    await house.minter.revoke({ by: 'id', leaseId }, { kind: 'never' });
    expect(await stateOf(leaseId)).toBe('revoking');
    house.time.advance(milliseconds(100));
    await until(async () => (await stateOf(leaseId)) === 'revoked');
  });

  test('does nothing before its start and after its stop', async () => {
    const leaseId = await minted();
    reaper.wake();
    reaper.start();
    await reaper.stop();
    const last = reaper.lastPassAt();
    reaper.wake();
    await house.time.walk(seconds(700), async () => {});
    expect(await stateOf(leaseId)).toBe('active');
    expect(reaper.lastPassAt()).toBe(last);
  });

  test('goes on after a pass in which the store was away, and tells of it (F31)', async () => {
    const { claim } = house.leases;
    Object.assign(house.leases, { claim: () => Promise.reject(new Error('locked')) });
    reaper.start();
    await rest();
    expect(reaper.lastPassAt()).toBeNull();
    expect(house.events).toContainEqual(
      expect.objectContaining({
        kind: 'sweep.failed',
        failure: { code: 'STORE_UNAVAILABLE', cause: 'locked' },
      }),
    );
    Object.assign(house.leases, { claim });
    await house.time.walk(TIMINGS.awayFor, rest);
    expect(reaper.lastPassAt()).toBe(house.time.clock.now());
  });

  test('goes on where even the telling fails', async () => {
    const broken = createReaper({
      ...house.around,
      sink: {
        emit: () => {
          throw new Error('no room in the log');
        },
      },
    });
    const leaseId = await minted();
    broken.start();
    await house.time.walk(seconds(600), rest);
    await rest();
    house.time.advance(TIMINGS.claimFor);
    await house.time.walk(TIMINGS.sweepEvery, rest);
    expect(await stateOf(leaseId)).toBe('revoked');
    await broken.stop();
  });

  test('is not held up by one lease that the store can not end', async () => {
    const ids = [await minted(), await minted(), await minted()];
    const { end } = house.leases;
    const poisoned: typeof end = (which, ...more) =>
      which.by === 'id' && which.leaseId === ids[0]
        ? Promise.reject(new Error('poison'))
        : end(which, ...more);
    Object.assign(house.leases, { end: poisoned });
    house.time.advance(seconds(600));
    await reaper.pass();
    expect(await Promise.all(ids.map(stateOf))).toEqual(['active', 'revoked', 'revoked']);
  });
});

describe('a control plane that is away', () => {
  const due = async (count: number): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (let made = 0; made < count; made += 1) ids.push(await minted());
    house.time.advance(seconds(600));
    return ids;
  };

  test('is tried a few times in a pass and not for each lease; every end is durable (F19)', async () => {
    const ids = await due(40);
    const heal = cutOff();
    await reaper.pass();
    expect(calls('delete')).toBeLessThan(20);
    expect(await Promise.all(ids.map(stateOf))).toEqual(ids.map(() => 'revoking'));
    heal();
    house.time.advance(TIMINGS.retryFirst);
    await reaper.pass();
    expect(await house.leases.heldCredits()).toBe(0);
    expect(house.controlPlane.live()).toEqual([]);
  });

  test('is left alone by whatever wakes the reaper, but for one call in a while', async () => {
    const ids = await due(6);
    cutOff();
    reaper.start();
    await rest();
    const tried = house.controlPlane.calls.length;
    for (const leaseId of ids) await house.minter.revoke({ by: 'id', leaseId }, { kind: 'never' });
    const byHand = house.controlPlane.calls.length;
    expect(byHand).toBeGreaterThan(tried);
    for (let again = 0; again < 10; again += 1) reaper.wake();
    for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
    expect(house.controlPlane.calls.length).toBe(byHand);
  });

  test('does not keep what can be deleted from being deleted: a token that resists is not an outage', async () => {
    await due(40);
    house.controlPlane.script.delete.push(...Array.from({ length: 39 }, () => 'unsure' as const));
    await reaper.pass();
    expect(await house.leases.heldCredits()).toBe(39);
    expect(calls('delete')).toBe(40);
  });

  test('refuses mints at once, and one in a while looks whether it is back', async () => {
    const heal = cutOff();
    for (let tries = 0; tries < 3; tries += 1) await mint();
    let asked = 0;
    const { list } = house.controlPlane.servers;
    Object.assign(house.controlPlane.servers, {
      list: () => {
        asked += 1;
        return list();
      },
    });
    expect(await mint()).toMatchObject({
      error: { failures: [{ code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'its last calls were not answered' }] },
    });
    expect(asked).toBe(0);
    house.time.advance(TIMINGS.awayFor);
    await mint();
    await mint();
    expect(asked).toBe(1);
    heal();
    house.time.advance(TIMINGS.awayFor);
    expect((await mint()).ok).toBe(true);
    expect((await mint()).ok).toBe(true);
  });

  test('costs a stranger, who is refused by the policy, no look', async () => {
    cutOff();
    for (let tries = 0; tries < 3; tries += 1) await mint();
    const stranger = { identity: house.identity({ repositoryId: '9' }), key: null, request: ASK };
    expect(await house.minter.mint(stranger)).toMatchObject({
      error: { failures: [{ code: 'POLICY_DENIED' }] },
    });
  });
});

describe('after an outage', () => {
  test('no more is deleted in a second than the control plane takes', async () => {
    const { controlPlane } = house;
    const capabilities = { ...controlPlane.capabilities, revocationsPerSecond: 20 };
    const paced: ControlPlane = { ...controlPlane, capabilities };
    for (let made = 0; made < 41; made += 1) await minted();
    house.time.advance(seconds(600));
    reaper = createReaper({ ...house.around, controlPlane: paced });
    const pass = reaper.pass();
    const counts: number[] = [];
    for (let second = 0; second < 3; second += 1) {
      await house.time.walk(seconds(second === 0 ? 0 : 1), async () => {
        for (let turns = 0; turns < 6; turns += 1) await new Promise(setImmediate);
      });
      while (second === 0 && calls('delete') === 0) await new Promise(setImmediate);
      counts.push(calls('delete'));
    }
    await pass;
    expect(counts).toEqual([1, 21, 41]);
    expect(await house.leases.heldCredits()).toBe(0);
  });
});

test('a mint leaves nothing behind where its process was stopped between intent and create (F2, F30)', async () => {
  const { leases, time } = house;
  const slow = {
    ...leases,
    intend: async (...ask: Parameters<typeof leases.intend>) => {
      const intended = await leases.intend(...ask);
      time.advance(TIMINGS.sendWithin);
      return intended;
    },
  };
  const minter = createMinter({ ...house.around, leases: slow });
  const done = await minter.mint({ identity: house.identity(), key: null, request: ASK });
  expect(done).toMatchObject({ ok: false, error: { failures: [{ code: 'CONTROL_PLANE_UNAVAILABLE' }] } });
  expect(calls('create')).toBe(0);
  expect(await leases.heldCredits()).toBe(0);
  expect(kinds()).toEqual(['mint.refused']);
});

describe('a mint that is stopped before its intent', () => {
  /** Starts a mint whose process stands still while it asks what there is. */
  const stoppedFor = (span: number, key: string | null = null) => {
    const plan: typeof house.around.plan = async () => {
      house.time.advance(seconds(span));
      return { kind: 'unlimited' };
    };
    const minter = createMinter({ ...house.around, plan });
    return minter.mint({ identity: house.identity(), key, request: ASK });
  };

  test('decides nothing any more: what it was refused for may be forgotten by then (T19)', async () => {
    expect(await stoppedFor(30)).toMatchObject({ ok: true });
    expect(await stoppedFor(31)).toMatchObject({
      ok: false,
      error: { failures: [{ cause: 'the decision was too old to be acted on' }] },
    });
    expect(calls('create')).toBe(1);
    expect(await house.leases.heldCredits()).toBe(1);
  });

  test('is admitted as of its beginning: a handle that was buried then stays buried', async () => {
    const key = 'k'.repeat(43);
    const keepUntil = plus(house.time.clock.now(), seconds(20));
    await house.leases.end({ by: 'key', key }, 'handle', { kind: 'write', keepUntil, max: 10 }, stamp());
    house.time.advance(seconds(20));
    const minting = stoppedFor(1, key);
    await house.reaper.pass();
    expect(await minting).toMatchObject({ error: { failures: [{ code: 'HANDLE_ENDED' }] } });
  });
});
