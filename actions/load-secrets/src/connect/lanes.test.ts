import { expect, test } from 'vitest';
import { createLanes } from './lanes.ts';

test('no more run at a time than there are lanes, in their order, also past a failure', async () => {
  const inLane = createLanes(2);
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((index) =>
    inLane(async () => {
      started.push(index);
      await new Promise<void>((resolve) => {
        ends[index] = resolve;
      });
      if (index === 0) throw new Error('broken');
    }),
  );
  expect(started).toEqual([0, 1]);
  ends[0]?.();
  await expect(all[0]).rejects.toThrow('broken');
  expect(started).toEqual([0, 1, 2]);
  ends[1]?.();
  await all[1];
  expect(started).toEqual([0, 1, 2, 3]);
  ends[2]?.();
  ends[3]?.();
  await Promise.all(all.slice(1));
});
