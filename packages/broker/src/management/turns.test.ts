import { seconds, type Timer } from '@connect-token/core';
import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

/** Deadlines that pass when a test says so. */
function manualTimer(): Timer & { pass(): void } {
  let pending: (() => void)[] = [];
  return {
    after: (_span, work) => {
      pending.push(work);
      return () => {
        pending = pending.filter((each) => each !== work);
      };
    },
    pass: () => {
      for (const work of pending.splice(0)) work();
    },
  };
}

const LATE = { code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'no answer in time' };

test('changes come one after the other, in the order in which they were asked for', async () => {
  const turns = createTurns(manualTimer(), seconds(1));
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await Promise.resolve();
    seen.push(`${name} ends`);
    return name;
  };
  const done = await Promise.all([turns.take(work('a')), turns.take(work('b'))]);
  expect(done).toEqual([
    { ok: true, value: 'a' },
    { ok: true, value: 'b' },
  ]);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('one that is late has an unknown effect; one that never began has none, and never begins', async () => {
  const timer = manualTimer();
  const turns = createTurns(timer, seconds(1));
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let began = false;
  const slow = turns.take(() => gate);
  const waiting = turns.take(async () => {
    began = true;
  });
  await Promise.resolve();
  timer.pass();
  expect(await slow).toEqual({ ok: false, error: { effect: 'unknown', failure: LATE } });
  expect(await waiting).toEqual({ ok: false, error: { effect: 'none', failure: LATE } });
  open();
  expect(await turns.take(async () => 'next')).toEqual({ ok: true, value: 'next' });
  expect(began).toBe(false);
});

test('one that breaks an invariant breaks its own caller, and no other', async () => {
  const turns = createTurns(manualTimer(), seconds(1));
  await expect(turns.take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await turns.take(async () => 1)).toEqual({ ok: true, value: 1 });
});
