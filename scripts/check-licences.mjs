// Fails when something that this repository ships or runs on has a licence outside the list below, by name. Looks at
// every production dependency in package-lock.json, at every package in an action's dist/licenses.txt, and at the
// repository's own package.json files.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ACTIONS } from './action-bundles.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const OWN = 'Apache-2.0';
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
]);

/** @type {string[]} */
const problems = [];
let checked = 0;

/** @type {Record<string, {version?: string, license?: string, dev?: boolean, link?: boolean}>} */
const locked = JSON.parse(read('package-lock.json')).packages;
for (const [path, { version, license, dev, link }] of Object.entries(locked)) {
  if (!path.includes('node_modules/') || dev || link) continue;
  check(`${path.replace(/^.*node_modules\//, '')}@${version}`, license);
}

for (const { dist: path } of ACTIONS) {
  if (!existsSync(`${ROOT}${path}/licenses.txt`)) {
    problems.push(`${path}/licenses.txt is missing: run \`npm run build\``);
    continue;
  }
  // Each entry starts with `name@version` on one line and its licence on the next.
  for (const [, name, license] of read(`${path}/licenses.txt`).matchAll(/^(\S+@\d+\.\d+\.\S+)\n(.+)$/gm)) {
    check(`${name} in ${path}`, license);
  }
}

for (const path of globSync(['package.json', '{packages,actions}/*/package.json', 'demo/package.json'], {
  cwd: ROOT,
})) {
  const { license } = JSON.parse(read(path));
  if (license !== OWN) problems.push(`${path}: licence \`${license}\` is not \`${OWN}\``);
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(`${checked} licences are on the list`);

/**
 * @param {string} name
 * @param {string | undefined} license an SPDX expression
 */
function check(name, license) {
  checked += 1;
  if (!isAllowed(license)) problems.push(`${name}: licence \`${license ?? 'none'}\` is not on the list`);
}

/** `A OR B` asks for one of them, `A AND B` for both. A mixture is left to a person. */
function isAllowed(/** @type {string | undefined} */ expression = '') {
  const flat = expression.replace(/[()]/g, '');
  const or = flat.split(' OR ');
  const and = flat.split(' AND ');
  if (or.length > 1 && and.length > 1) return false;
  return or.length > 1 ? or.some((id) => ALLOWED.has(id)) : and.every((id) => ALLOWED.has(id));
}

/** @param {string} path */
function read(path) {
  return readFileSync(`${ROOT}${path}`, 'utf8');
}
