import { courseOf } from './course.ts';
import { explore } from './explore.ts';

/** The same histories without a test runner, for what plays them in other trees: exits 1, and says why, where a promise is broken. */
const course = courseOf(process.env, 0);
try {
  const { histories } = await explore(course);
  process.stdout.write(`no promise was broken in ${histories} histories of seed ${course.seed}\n`);
} catch (cause) {
  process.stdout.write(`${cause instanceof Error ? cause.message : cause}\n`);
  process.exitCode = 1;
}
