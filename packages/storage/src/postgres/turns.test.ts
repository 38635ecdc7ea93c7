import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { turns } from './turns.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('turns are taken in the order in which they were asked for', async () => {
  const take = turns(1);
  const began: number[] = [];
  const end = await take();
  const waiting = [1, 2, 3].map(async (nr) => {
    const pass = await take();
    began.push(nr);
    pass();
  });
  expect(began).toEqual([]);
  end();
  await Promise.all(waiting);
  expect(began).toEqual([1, 2, 3]);
  // The turn is free again.
  (await take())();
});

test('who has waited too long is refused, and passed over', async () => {
  const take = turns(1);
  const end = await take();
  const late = [take(), take()].map((turn) => expect(turn).rejects.toThrow('does not keep up'));
  await vi.advanceTimersByTimeAsync(14_000);
  const patient = take();
  await vi.advanceTimersByTimeAsync(2_000);
  await Promise.all(late);
  end();
  (await patient)();
  (await take())();
});
