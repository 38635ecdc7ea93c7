// Makes what a release publishes beside its tag: node scripts/release-assets.mjs FOLDER COMMIT, where COMMIT is what `release.mjs commit`
// printed. The same commit is the same bytes.
//
//   connect-token-cli-1.2.3.tgz            what an operator installs
//   connect-token-….cdx.json               what is in the bundles, of the actions and of the command
//   SHA256SUMS                             the tarball, and each file that a runner executes, as it is in the tag
//   notes.txt                              what the changelog says of it
//   actions.sha256, cli.sha256             the same in two halves, for the attestations that belong to one of them
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readOptions, refuseCall } from './options.mjs';
import { fileIn, git } from './release-git.mjs';
import { notesOf } from './release-plan.mjs';
import { billOfMaterials } from './release-sbom.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What a runner reads or executes of an action. */
const EXECUTED = /^(?:actions\/.+\/)?action\.yml$|^actions\/.+\/dist\//;

const { words } = readOptions(import.meta.url, {}, { wordsMax: 2 });
const [target = '', commit = ''] = words;
if (target === '' || !/^[0-9a-f]{40}$/.test(commit))
  refuseCall('release-assets.mjs FOLDER COMMIT, of which COMMIT is a SHA of 40 digits');
const folder = resolve(target);
mkdirSync(folder, { recursive: true });

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const packer = join(ROOT, 'scripts/pack.mjs');
const tarball = execFileSync(process.execPath, [packer, folder], { cwd: ROOT, encoding: 'utf8' }).trim();
const executed = git(ROOT, ['ls-tree', '-r', '--name-only', commit])
  .split('\n')
  .filter((path) => EXECUTED.test(path));

bill('connect-token-cli', [
  execFileSync(
    'tar',
    ['--extract', '--gzip', '--to-stdout', '--file', tarball, 'package/dist/licenses.txt'],
    {
      encoding: 'utf8',
    },
  ),
]);
bill(
  'connect-token-actions',
  executed
    .filter((path) => path.endsWith('/licenses.txt'))
    .map((path) => fileIn(ROOT, commit, path).toString()),
);

const cli = [line(basename(tarball), readFileSync(tarball))];
const actions = executed.map((path) => line(path, fileIn(ROOT, commit, path)));
write('cli.sha256', cli.join(''));
write('actions.sha256', actions.join(''));
write('notes.txt', `${notesOf(fileIn(ROOT, commit, 'CHANGELOG.md').toString(), version) ?? ''}\n`);
write('SHA256SUMS', [...cli, ...actions].join(''));

/**
 * @param {string} name
 * @param {readonly string[]} licences
 */
function bill(name, licences) {
  write(`${name}-${version}.cdx.json`, billOfMaterials(ROOT, { name, version, licences }));
}

/**
 * As `sha256sum` writes it.
 *
 * @param {string} name
 * @param {Buffer} bytes
 */
function line(name, bytes) {
  return `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`;
}

/**
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  writeFileSync(join(folder, name), text);
  console.log(join(target, name));
}
