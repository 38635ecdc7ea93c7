import { expect, test } from 'vitest';
import { sharedRead } from './shared-read.ts';
import type { Store } from './store.ts';

/** A store whose units are done when the test says so. */
function stage() {
  const units: { resolve(value: number): void; reject(error: Error): void }[] = [];
  const transact = () =>
    new Promise<unknown>((resolve, reject) => {
      units.push({ resolve, reject });
    });
  const read = sharedRead({ transact: transact as Store['transact'] }, async () => 0);
  return { units, read };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('those who ask at the same time share a read, and those who ask during it share the next one', async () => {
  const { units, read } = stage();
  const first = [read(), read()];
  await turn();
  const second = [read(), read(), read()];
  await turn();
  expect(units).toHaveLength(1);
  units[0]?.resolve(1);
  expect(await Promise.all(first)).toEqual([1, 1]);
  await turn();
  expect(units).toHaveLength(2);
  units[1]?.resolve(2);
  expect(await Promise.all(second)).toEqual([2, 2, 2]);
});

test('a read that fails fails those who shared it, and nobody after them', async () => {
  const { units, read } = stage();
  const first = read();
  await turn();
  const second = read();
  units[0]?.reject(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await turn();
  units[1]?.resolve(2);
  expect(await second).toBe(2);
  const third = read();
  await turn();
  units[2]?.resolve(3);
  expect(await third).toBe(3);
});
