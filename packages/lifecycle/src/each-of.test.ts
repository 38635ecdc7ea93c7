import { expect, test } from 'vitest';
import { eachOf } from './each-of.ts';

test('the answers come in the order of the things, and never more at a time than there are lanes', async () => {
  let running = 0;
  let most = 0;
  const answers = await eachOf([5, 1, 4, 2, 3], 2, async (turns) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    running -= 1;
    return turns * 10;
  });
  expect(answers).toEqual([50, 10, 40, 20, 30]);
  expect(most).toBe(2);
});

test('nothing comes of nothing', async () => {
  expect(await eachOf([], 16, () => Promise.reject(new Error('called')))).toEqual([]);
});
