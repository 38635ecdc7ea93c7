// Takes up what is in .changeset/: one version for the whole product, and an entry of CHANGELOG.md. Writes files and commits nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockWithVersion, withEntry } from './release-version.mjs';

/** From the smallest to the gravest. */
const TYPES = /** @type {const} */ (['patch', 'minor', 'major']);

/**
 * @typedef {{ readonly summary: string, readonly releases: readonly { readonly type: typeof TYPES[number] | 'none' }[] }} Changeset
 * @typedef {{ readonly changesets: readonly Changeset[], readonly releases: readonly { readonly newVersion: string }[] }} Taken
 */

/**
 * @param {string} root
 * @param {Date} now whose day the entry bears
 * @returns {{ readonly ok: true, readonly version: string } | { readonly ok: false, readonly error: string }} not where no change waits, the
 *   packages would not be of one version, or `changeset` refuses what is there, which it has said then
 */
export function takeUpChangesets(root, now) {
  const taken = readChangesets(root);
  if (taken === null) return { ok: false, error: 'the changes in .changeset/ can not be taken up' };
  const [version, ...others] = new Set(taken.releases.map(({ newVersion }) => newVersion));
  if (version === undefined) return { ok: false, error: 'no change waits in .changeset/' };
  if (others.length > 0)
    return { ok: false, error: `two versions at once: ${[version, ...others].join(', ')}` };
  if (!changeset(root, 'version'))
    return { ok: false, error: 'the changes in .changeset/ were not taken up' };

  edit(join(root, 'package.json'), (text) => text.replace(/^(\s*"version": )"[^"]*"/m, `$1"${version}"`));
  edit(join(root, 'package-lock.json'), (text) => {
    return `${JSON.stringify(lockWithVersion(JSON.parse(text), version), null, 2)}\n`;
  });
  // The page names the tarball that a reader has just packed.
  edit(join(root, 'docs/deploy.md'), (text) =>
    text.replaceAll(/(?<=connect-token-cli-)\d+\.\d+\.\d+[\w.-]*(?=\.tgz)/g, version),
  );
  const changelog = join(root, 'CHANGELOG.md');
  const changes = taken.changesets.flatMap(({ summary, releases }) => {
    const type = TYPES.findLast((each) => releases.some((release) => release.type === each));
    return type === undefined ? [] : [{ summary, type }];
  });
  const before = existsSync(changelog) ? readFileSync(changelog, 'utf8') : '';
  writeFileSync(changelog, withEntry(before, version, now.toISOString().slice(0, 10), changes));
  return { ok: true, version };
}

/**
 * @param {string} root
 * @returns {Taken | null}
 */
function readChangesets(root) {
  const folder = mkdtempSync(join(root, '.changeset', '.plan-'));
  try {
    const file = join(folder, 'plan.json');
    if (!changeset(root, 'status', '--output', relative(root, file))) return null;
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {...string} args
 * @returns {boolean} whether it did it
 */
function changeset(root, ...args) {
  const program = fileURLToPath(import.meta.resolve('@changesets/cli/bin.js'));
  // What it prints is for a terminal; on stderr, so that stdout is the version.
  return spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 2, 2] }).status === 0;
}

/**
 * @param {string} path
 * @param {(text: string) => string} change
 */
function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}
