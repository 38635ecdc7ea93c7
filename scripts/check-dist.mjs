// Fails when the action's bundle, just rebuilt, isn't the committed one: changed, missing or left over.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('../', import.meta.url));
const BUNDLE = 'actions/connect-token/dist';

/** @param {string[]} args */
const git = (...args) => execFileSync('git', args, { cwd, encoding: 'utf8' });

const problems = git('status', '--porcelain', '--untracked-files=all', '--', 'actions/*/dist')
  .split('\n')
  .filter((line) => line !== '');
if (!existsSync(`${cwd}${BUNDLE}/licenses.txt`)) problems.push(`${BUNDLE}/licenses.txt is missing`);
if (git('ls-files', '--', BUNDLE) === '') problems.push(`${BUNDLE} isn't committed`);

if (problems.length > 0) {
  console.error(`the committed bundle isn't what its sources build:\n${problems.join('\n')}`);
  console.error('run `npm run build` and commit actions/*/dist with its sources');
  process.exit(1);
}
console.log('the committed bundle is what its sources build');
