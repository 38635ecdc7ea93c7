// What the release asks of git, and makes with it. Nothing here touches the working tree or the index.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A push or a look at the remote that takes longer than this has no answer coming. */
const GIT_MAX_MS = 120_000;
/** Files are a few hundred kilobytes. */
const OUTPUT_MAX_BYTES = 64 * 1024 * 1024;

/** Who a release's commit is by: GitHub's own name for what a workflow does. */
const BOT = {
  GIT_AUTHOR_NAME: 'github-actions[bot]',
  GIT_AUTHOR_EMAIL: '41898282+github-actions[bot]@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'github-actions[bot]',
  GIT_COMMITTER_EMAIL: '41898282+github-actions[bot]@users.noreply.github.com',
};

/** Asks the environment for a token, so that it is in no argument and in no file; where there is none, git goes on as it would. */
const CREDENTIALS = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'credential.helper',
  GIT_CONFIG_VALUE_0:
    '!f() { [ -z "$GH_TOKEN" ] || printf "username=x-access-token\\npassword=%s\\n" "$GH_TOKEN"; }; f',
};

/** The code of what is thrown where git fails, or doesn't answer: the message is what it said, for whoever makes the release. */
export const GIT_FAILED = 'GIT_FAILED';

/**
 * Throws an error with the code GIT_FAILED where git fails.
 *
 * @param {string} cwd
 * @param {readonly string[]} args
 * @param {{ readonly input?: string, readonly env?: Readonly<Record<string, string>> }} [options]
 * @returns {string} without the last newline
 */
export function git(cwd, args, { input, env = {} } = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0', ...env },
    timeout: GIT_MAX_MS,
    maxBuffer: OUTPUT_MAX_BYTES,
    input: input ?? '',
  });
  if (status === 0) return stdout.replace(/\n$/, '');
  const why = stderr?.trim() || error?.message || `ended with ${status ?? signal}`;
  throw Object.assign(new Error(`git ${args.find((word) => /^[a-z]/.test(word))}: ${why}`), {
    code: GIT_FAILED,
  });
}

/**
 * @param {string} cwd
 * @param {string} commit
 * @param {string} path
 * @returns {Buffer} what the file is in that commit, byte for byte
 */
export function fileIn(cwd, commit, path) {
  const words = ['cat-file', 'blob', `${commit}:${path}`];
  return execFileSync('git', words, { cwd, timeout: GIT_MAX_MS, maxBuffer: OUTPUT_MAX_BYTES });
}

/**
 * A commit that is its parent with other texts in some files. The same parent and texts are the same commit, wherever and whenever it
 * is made: it takes its day from the parent.
 *
 * @param {string} cwd
 * @param {{ readonly parent: string, readonly files: ReadonlyMap<string, string>, readonly message: string }} change
 * @returns {string} its SHA
 */
export function commitOnTop(cwd, { parent, files, message }) {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const index = { GIT_INDEX_FILE: join(folder, 'index') };
    git(cwd, ['read-tree', parent], { env: index });
    for (const [path, text] of files) {
      const blob = git(cwd, ['hash-object', '-w', '--no-filters', '--stdin'], { input: text });
      git(cwd, ['update-index', '--cacheinfo', `100644,${blob},${path}`], { env: index });
    }
    const tree = git(cwd, ['write-tree'], { env: index });
    const date = `${git(cwd, ['show', '--no-patch', '--format=%ct', parent])} +0000`;
    const env = { ...BOT, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    return git(cwd, ['-c', 'commit.gpgSign=false', 'commit-tree', tree, '-p', parent], {
      input: `${message}\n`,
      env,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} cwd
 * @param {string} remote
 * @returns {ReadonlyMap<string, string>} each tag's name with its commit
 */
export function remoteTags(cwd, remote) {
  const lines = git(cwd, ['ls-remote', '--tags', remote], { env: CREDENTIALS }).split('\n');
  // The commit of an annotated tag stands on a second line, after the tag's own: it replaces that.
  return new Map(
    lines.flatMap((line) => {
      const [sha = '', ref = ''] = line.split('\t');
      return ref === '' ? [] : [[ref.replace('refs/tags/', '').replace('^{}', ''), sha]];
    }),
  );
}

/**
 * Both tags or neither. The release's own is never overwritten; the moving one only where it stands as was seen.
 *
 * @param {string} cwd
 * @param {string} remote
 * @param {{ readonly commit: string, readonly tag: string, readonly major: string | null }} release
 * @param {ReadonlyMap<string, string>} tags as the remote had them
 */
export function pushTags(cwd, remote, { commit, tag, major }, tags) {
  const lease = `--force-with-lease=refs/tags/${major}:${tags.get(major ?? '') ?? ''}`;
  const moving = major === null ? [] : [`${commit}:refs/tags/${major}`];
  const words = ['push', '--atomic', ...(major === null ? [] : [lease]), remote];
  git(cwd, [...words, `${commit}:refs/tags/${tag}`, ...moving], { env: CREDENTIALS });
}
