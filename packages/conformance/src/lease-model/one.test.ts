import { expect, test } from 'vitest';
import { courseOf } from './course.ts';
import { explore } from './explore.ts';

// The other half is in two.test.ts: two workers take half the time. To see a failure again: its seed and its path, in the environment
// (`courseOf`), and this file.
const course = courseOf(process.env, 0);

test(`no promise is broken, whatever else is: histories of seed ${course.seed}`, async () => {
  const seen = await explore(course);
  expect(seen.histories).toBe(course.runs);
}, 180_000);
