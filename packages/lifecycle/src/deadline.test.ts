import { seconds, type Timer } from '@connect-token/core';
import { expect, test } from 'vitest';
import { within } from './deadline.ts';

/** A timer that a test rings by hand. */
function handBell(): { readonly timer: Timer; ring(): void; pending(): number } {
  const alarms = new Set<() => void>();
  return {
    timer: {
      after: (_span, work) => {
        alarms.add(work);
        return () => alarms.delete(work);
      },
    },
    ring: () => {
      for (const work of alarms) work();
    },
    pending: () => alarms.size,
  };
}

test('work that is done in time leaves no timer behind', async () => {
  const { timer, pending } = handBell();
  expect(await within(timer, seconds(1), Promise.resolve('x'))).toEqual({ kind: 'done', value: 'x' });
  expect(pending()).toBe(0);
});

test('work that fails in time fails as it does, and leaves no timer behind', async () => {
  const { timer, pending } = handBell();
  await expect(within(timer, seconds(1), Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(pending()).toBe(0);
});

test('work that is late can still be followed', async () => {
  const { timer, ring } = handBell();
  let finish = (_value: string): void => {};
  const work = new Promise<string>((resolve) => {
    finish = resolve;
  });
  const timed = within(timer, seconds(1), work);
  ring();
  const outcome = await timed;
  if (outcome.kind !== 'late') throw new Error('it was not late');
  finish('at last');
  expect(await outcome.rest).toBe('at last');
});
