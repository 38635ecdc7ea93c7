import { expect, test } from 'vitest';
import { courseOf } from './course.ts';
import { explore } from './explore.ts';

const course = courseOf(process.env, 1);

test(`no promise is broken, whatever else is: histories of seed ${course.seed}`, async () => {
  const seen = await explore(course);
  expect(seen.histories).toBe(course.runs);
  // The histories aren't idle: a model in which nothing happens breaks no promise either.
  expect(seen.delivered).toBeGreaterThan(seen.histories);
  expect(seen.lives).toBeGreaterThan(seen.histories);
  expect(seen.strays).toBeGreaterThan(0);
}, 180_000);
