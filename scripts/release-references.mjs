// What a composite action of this repository names in `uses:`, as a release has it: pure.
//
// A release names this repository's own actions by the full SHA of the commit that it was made from: `owner/repository/path@SHA`
// works on GitHub.com and on Enterprise Server, and an organization that allows nothing but full SHAs holds nested actions to it
// too. docs/adr/0039 says more.

/** Stands for this repository in its sources and pages: they don't know where it is hosted. */
export const PLACEHOLDER = 'org/connect-token';

/** The line of a step that uses an action. Its comment is ours to write: it names the version. */
const USES = /^(?<before>\s*(?:- )?uses:\s+)(?<quote>['"]?)(?<target>[^'"\s#]+)\k<quote>(?<comment>\s+#.*)?$/;
const PINNED = /^[^/@]+\/[^@]+@[0-9a-f]{40}$/;

/**
 * @typedef {{ readonly repository: string, readonly commit: string, readonly tag: string }} Release
 *   the repository as `owner/name`, the commit that the release is made from, and the release's tag
 */

/**
 * Refuses what works in this repository's own checkout alone, and other people's actions without a full SHA.
 *
 * @param {string} text an action.yml
 * @param {Release} release
 * @returns {{ readonly text: string, readonly problems: readonly string[] }} problems with their line
 */
export function writeReferences(text, release) {
  /** @type {string[]} */
  const problems = [];
  const lines = text.split('\n').map((line, index) => {
    const { before, target } = USES.exec(line)?.groups ?? {};
    if (before === undefined || target === undefined) return line;
    const path = ownPath(target, release.repository);
    if (path !== null) return `${before}${release.repository}${path}@${release.commit} # ${release.tag}`;
    const problem = refuse(target);
    if (problem !== null) problems.push(`line ${index + 1}: ${problem}`);
    return line;
  });
  return { text: lines.join('\n'), problems };
}

/**
 * The path of an action of this repository, empty for the one at its root; null for another repository's. Both forms are read:
 * `$/path`, this repository at the running commit, is known to GitHub.com alone.
 *
 * @param {string} target
 * @param {string} repository
 * @returns {string | null}
 */
function ownPath(target, repository) {
  if (target.startsWith('$/')) return target === '$/' ? '' : target.slice(1);
  const [name = ''] = target.split('@');
  for (const own of [PLACEHOLDER, repository]) {
    // GitHub compares owners and names without case.
    if (name.toLowerCase() === own.toLowerCase()) return '';
    if (name.toLowerCase().startsWith(`${own.toLowerCase()}/`)) return name.slice(own.length);
  }
  return null;
}

/**
 * @param {string} target
 * @returns {string | null}
 */
function refuse(target) {
  // GitHub looks for it in the caller's checkout. Source: https://github.com/actions/runner/issues/1348
  if (target.startsWith('./'))
    return `\`${target}\` is looked for in the caller's workspace, not in this repository`;
  if (PINNED.test(target)) return null;
  return `\`${target}\` is somebody else's and not pinned by a full SHA`;
}
