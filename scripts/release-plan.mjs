// Whether a release can be made of what is there, and which tags it gets: pure.

/**
 * @typedef {object} Facts
 * @property {readonly { readonly path: string, readonly version: string }[]} manifests each package.json, the root's first
 * @property {ReadonlyMap<string, string>} tags the remote's, with the commit of each
 * @property {string} commit what the release would be: the same for the same sources
 * @property {string} changelog
 * @property {readonly string[]} changesets those that no version has taken up
 * @property {readonly string[]} dirty what isn't committed
 *
 * @typedef {{ readonly tag: string, readonly major: string | null, readonly notes: string, readonly made: boolean }} Plan
 *   `major` is the tag that moves along, if any; `made` where the remote has this very release already
 */

const VERSION = /^(?<major>\d+)\.(?<minor>\d+)\.(?<patch>\d+)(?<pre>-[0-9A-Za-z.-]+)?$/;

/**
 * @param {Facts} facts
 * @returns {{ readonly ok: true, readonly value: Plan } | { readonly ok: false, readonly error: readonly string[] }} every reason why not
 */
export function planRelease({ manifests, tags, commit, changelog, changesets, dirty }) {
  const version = manifests[0]?.version ?? '';
  const parsed = VERSION.exec(version)?.groups;
  if (parsed === undefined) return { ok: false, error: [`\`${version}\` is not a version`] };
  const tag = `v${version}`;
  const notes = notesOf(changelog, version);
  const there = tags.get(tag);

  /** @type {string[]} */
  const problems = [];
  for (const manifest of manifests) {
    if (manifest.version !== version)
      problems.push(`${manifest.path}: version \`${manifest.version}\` is not the root's \`${version}\``);
  }
  for (const path of dirty) problems.push(`\`${path}\` is not committed`);
  for (const path of changesets)
    problems.push(`\`${path}\` is in no version yet: run \`release.mjs version\``);
  if (notes === null) problems.push(`CHANGELOG.md says nothing of \`${version}\``);
  // A published tag never moves: whoever pinned it, or looked at it, has to find the same thing there.
  if (there !== undefined && there !== commit) problems.push(`the tag \`${tag}\` exists, at ${there}`);
  if (problems.length > 0 || notes === null) return { ok: false, error: problems };
  return {
    ok: true,
    value: { tag, major: moves(version, tags) ? `v${parsed['major']}` : null, notes, made: there === commit },
  };
}

/**
 * A correction of an older version, and a version to try out, leave `v1` where it is.
 *
 * @param {string} version
 * @param {ReadonlyMap<string, string>} tags
 * @returns {boolean}
 */
function moves(version, tags) {
  const own = numbers(version);
  if (own === null) return false;
  return [...tags.keys()].every((tag) => {
    const other = numbers(tag.replace(/^v/, ''));
    return other === null || other[0] !== own[0] || compare(other, own) <= 0;
  });
}

/**
 * @param {string} version
 * @returns {readonly [number, number, number] | null} null for a version to try out, and for what is no version
 */
function numbers(version) {
  const { major, minor, patch, pre } = VERSION.exec(version)?.groups ?? {};
  return major === undefined || pre !== undefined ? null : [Number(major), Number(minor), Number(patch)];
}

/**
 * @param {readonly [number, number, number]} a
 * @param {readonly [number, number, number]} b
 */
function compare(a, b) {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

/**
 * What the changelog says of a version, without its title; null where that is nothing.
 *
 * @param {string} changelog
 * @param {string} version
 * @returns {string | null}
 */
export function notesOf(changelog, version) {
  const [, ...entries] = changelog.split(/^## /m);
  const entry = entries.find((text) => /^\S+/.exec(text)?.[0] === version);
  const notes = entry?.slice(entry.indexOf('\n')).trim() ?? '';
  return notes === '' ? null : notes;
}
