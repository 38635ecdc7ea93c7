// Fails when a bundle of an action, just rebuilt, isn't the committed one: changed, missing or left over.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACTIONS } from './action-bundles.mjs';

const cwd = fileURLToPath(new URL('../', import.meta.url));

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { cwd, encoding: 'utf8' });

const folders = ACTIONS.map(({ dist }) => dist);
const problems = git('status', '--porcelain', '--untracked-files=all', '--', ...folders)
  .split('\n')
  .filter((line) => line !== '');
for (const { dist } of ACTIONS) {
  if (!existsSync(join(cwd, dist, 'licenses.txt'))) problems.push(`${dist}/licenses.txt is missing`);
  if (git('ls-files', '--', dist) === '') problems.push(`${dist} isn't committed`);
}

if (problems.length > 0) {
  console.error(`the committed bundles aren't what their sources build:\n${problems.join('\n')}`);
  console.error("run `npm run build:actions` and commit the actions' dist with their sources");
  process.exit(1);
}
console.log('the committed bundles are what their sources build');
