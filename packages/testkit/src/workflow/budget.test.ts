import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/**
 * A runner that is no larger than what our workflows ask of it can be read in one sitting, and is trusted for that. GitHub's own
 * parser and evaluator read; a rule that no example and no test needs is refused here, not carried out.
 */
const LINES_MAX = 800;

test('the runner of workflows is under 800 lines of code', () => {
  const files = globSync('*.ts', { cwd: import.meta.dirname, exclude: ['*.test.ts'] });
  const lines = files.flatMap((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8').split('\n'));
  const code = lines.filter((line) => !/^\s*(?:$|\/\/|\/\*|\*)/.test(line));
  expect(files).toContain('run-workflow.ts');
  expect(code.length).toBeLessThan(LINES_MAX);
});
