// One version for the whole product: in the root's package.json, in every package's, between them, in the lock, in the changelog.
// Pure. What changes, and how much, is in `.changeset/`.

const OWN = /^(?:@connect-token\/|connect-token$)/;
const FIELDS = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];

/** The titles of a changelog's parts, the gravest first. */
const PARTS = /** @type {const} */ ([
  ['major', 'Major changes'],
  ['minor', 'Minor changes'],
  ['patch', 'Corrections'],
]);

/** @typedef {{ readonly summary: string, readonly type: 'major' | 'minor' | 'patch' }} Change */

/**
 * A changelog with an entry for a version, above the others.
 *
 * @param {string} changelog empty before the first release
 * @param {string} version
 * @param {string} day as `2026-11-22`
 * @param {readonly Change[]} changes
 * @returns {string}
 */
export function withEntry(changelog, version, day, changes) {
  const parts = PARTS.flatMap(([type, title]) => {
    const lines = changes.filter((change) => change.type === type).map(({ summary }) => listed(summary));
    return lines.length === 0 ? [] : [`### ${title}\n\n${lines.join('\n')}\n`];
  });
  const entry = `## ${version} (${day})\n\n${parts.join('\n')}`;
  const [title = '', ...entries] = changelog === '' ? ['# Changes'] : changelog.split(/^(?=## )/m);
  return [`${title.trimEnd()}\n\n`, entry, ...(entries.length === 0 ? [] : ['\n']), ...entries].join('');
}

/**
 * @param {string} summary
 * @returns {string}
 */
function listed(summary) {
  return `- ${summary.trim().split('\n').join('\n  ').replaceAll('\n  \n', '\n\n')}`;
}

/**
 * A package.json, or the entry of a workspace in package-lock.json, with another version: its own, and that of every package of
 * ours that it names.
 *
 * @template {Record<string, unknown>} Manifest
 * @param {Manifest} manifest
 * @param {string} version
 * @returns {Manifest}
 */
export function withVersion(manifest, version) {
  const next = { ...manifest, version };
  for (const field of FIELDS) {
    const named = manifest[field];
    if (typeof named !== 'object' || named === null) continue;
    const entries = Object.entries(named).map(([name, range]) => [name, OWN.test(name) ? version : range]);
    Object.assign(next, { [field]: Object.fromEntries(entries) });
  }
  return next;
}

/**
 * @param {{ readonly packages: Readonly<Record<string, Record<string, unknown>>> }} lock
 * @param {string} version
 */
export function lockWithVersion(lock, version) {
  // Whatever isn't below node_modules is a workspace, or the root.
  const packages = Object.entries(lock.packages).map(([path, entry]) => [
    path,
    /(?:^|\/)node_modules\//.test(path) ? entry : withVersion(entry, version),
  ]);
  return { ...lock, version, packages: Object.fromEntries(packages) };
}
