import { type LeaseState, milliseconds, plus, seconds } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ASK, type House, openHouse } from './lifecycle-house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  await house.reaper.stop();
  await house.close();
});

const minted = async (over = {}): Promise<string> => {
  const done = await house.minter.mint({ identity: house.identity(over), key: null, request: ASK });
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value.leaseId;
};

const stateOf = async (leaseId: string): Promise<LeaseState | undefined> =>
  (await house.leases.find({ by: 'id', leaseId }))?.state;

const BY_PERSON = { reason: 'operator', over: null, note: 'rotated the key', settleNow: true } as const;

describe('the end of a group', () => {
  test('ends every open lease of it, tells each, and nothing of what a person said', async () => {
    const mine = [
      await minted({ runId: '1', checkRunId: '1' }),
      await minted({ runId: '1', checkRunId: '2' }),
    ];
    const other = await minted({ runId: '2' });
    const ended = await house.ends.endGroup({ by: 'run', runId: '1' }, BY_PERSON);
    expect(ended).toEqual({ ok: true, value: { ended: 2, revoked: 2 } });
    expect(await Promise.all([...mine, other].map(stateOf))).toEqual(['revoked', 'revoked', 'active']);
    expect(house.events.filter(({ kind }) => kind === 'lease.ending')).toMatchObject(
      mine.map((leaseId) => ({ leaseId, reason: 'operator' })),
    );
    expect(JSON.stringify(house.events)).not.toContain('rotated');
  });

  test('can be repeated, and finds nothing left', async () => {
    await minted();
    await house.ends.endGroup({ by: 'all' }, BY_PERSON);
    expect(await house.ends.endGroup({ by: 'all' }, BY_PERSON)).toEqual({
      ok: true,
      value: { ended: 0, revoked: 0 },
    });
  });

  test('of a job that is over refuses the mint that comes late (F24)', async () => {
    const { issuer, repositoryId, runId, runAttempt, checkRunId } = house.identity();
    const job = { issuer, repositoryId, runId, runAttempt, checkRunId: checkRunId ?? '' };
    const over = plus(house.time.clock.now(), seconds(600));
    await house.ends.endGroup({ by: 'job', job }, { reason: 'webhook', over, note: null });
    const late = await house.minter.mint({ identity: house.identity(), key: null, request: ASK });
    expect(late).toMatchObject({ ok: false, error: { failures: [{ code: 'JOB_OVER' }] } });
    expect(house.controlPlane.calls).toEqual([]);
  });

  test('is durable at once, and the reaper’s to finish where nobody waits', async () => {
    const leaseId = await minted();
    house.reaper.start();
    await house.reaper.pass();
    const ended = await house.ends.endGroup({ by: 'all' }, { ...BY_PERSON, settleNow: false });
    expect(ended).toEqual({ ok: true, value: { ended: 1, revoked: 0 } });
    house.time.advance(milliseconds(100));
    while ((await stateOf(leaseId)) !== 'revoked') await new Promise(setImmediate);
  });

  test('does not wait for a control plane that hangs', async () => {
    const leaseId = await minted();
    house.controlPlane.script.delete.push('hang');
    const ending = house.ends.endGroup({ by: 'all' }, BY_PERSON);
    while (!house.controlPlane.calls.includes('delete')) await new Promise(setImmediate);
    house.time.advance(seconds(5));
    expect(await ending).toEqual({ ok: true, value: { ended: 1, revoked: 0 } });
    expect(await stateOf(leaseId)).toBe('revoking');
  });

  test('goes through a large group page by page', async () => {
    for (let run = 0; run < 201; run += 1) await house.intend(run);
    expect(await house.ends.endGroup({ by: 'all' }, BY_PERSON)).toEqual({
      ok: true,
      value: { ended: 201, revoked: 0 },
    });
  });

  test('that can not be written is refused, and never acknowledged', async () => {
    await minted();
    Object.assign(house.leases, { endAll: () => Promise.reject(new Error('disk full')) });
    expect(await house.ends.endGroup({ by: 'all' }, BY_PERSON)).toMatchObject({
      ok: false,
      error: { failures: [{ code: 'STORE_UNAVAILABLE', cause: 'disk full' }] },
    });
  });
});
