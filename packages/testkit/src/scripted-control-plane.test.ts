import { seconds } from '@connect-token/core';
import { expect, test } from 'vitest';
import { manualTime } from './manual-time.ts';
import { scriptedControlPlane } from './scripted-control-plane.ts';

const VAULT = { id: 'vaultproduction00000000000', name: 'Production', type: 'USER_CREATED' } as const;
const ORDER = {
  name: 'ct1.instance.lease',
  serverId: 'SERVERPRODUCTION0000000000',
  scope: [{ vault: VAULT, access: 'r' }],
  expiresAt: null,
} as const;

function world() {
  const time = manualTime();
  const settlement = { settlesWithin: seconds(60), listsMayBeStale: true };
  const plane = scriptedControlPlane({
    clock: time.clock,
    timer: time.timer,
    vaults: [VAULT],
    servers: [],
    settlement,
  });
  const rest = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { time, plane, rest };
}

test('a late create is answered as unknown at once, and lands in the last moment in which it may', async () => {
  const { time, plane, rest } = world();
  plane.script.create.push('late');
  expect(await plane.tokens.create(ORDER)).toMatchObject({ ok: false, error: { effect: 'unknown' } });
  await time.walk(seconds(59), rest);
  expect([plane.live(), plane.underWay()]).toEqual([[], 1]);
  await time.walk(seconds(1), rest);
  expect(plane.live()).toHaveLength(1);
  expect(plane.underWay()).toBe(0);
});

test.each([
  ['slow', 4, 0],
  ['overdue', 15, 1],
] as const)('a create that is %s is answered after %d s', async (how, span, liveMeanwhile) => {
  const { time, plane, rest } = world();
  plane.script.create.push(how);
  const created = plane.tokens.create(ORDER);
  await rest();
  expect(plane.live()).toHaveLength(liveMeanwhile);
  await time.walk(seconds(span), rest);
  expect((await created).ok).toBe(true);
  expect(plane.live()).toHaveLength(1);
});

test('an order that makes two tokens answers with the first', async () => {
  const { plane } = world();
  plane.script.create.push('twice');
  const created = await plane.tokens.create(ORDER);
  const ids = plane.live().map(({ id }) => id);
  expect(ids).toHaveLength(2);
  expect(created.ok && created.value.token.id).toBe(ids[0]);
});

test('a stale list is the one of five seconds ago', async () => {
  const { time, plane, rest } = world();
  plane.mode.list = 'stale';
  await plane.tokens.create(ORDER);
  expect(await plane.tokens.list()).toEqual({ ok: true, value: [] });
  await time.walk(seconds(5), rest);
  const [token] = plane.live();
  await plane.tokens.delete(token?.id ?? '');
  expect(plane.live()).toEqual([]);
  expect(await plane.tokens.list()).toEqual({ ok: true, value: [token] });
});

test('a mode rules the calls that no script speaks of', async () => {
  const { plane } = world();
  plane.mode.create = 'down';
  plane.script.create.push('ok');
  expect((await plane.tokens.create(ORDER)).ok).toBe(true);
  expect(await plane.tokens.create(ORDER)).toMatchObject({ ok: false, error: { effect: 'none' } });
  expect(plane.calls).toEqual(['create', 'create']);
});
