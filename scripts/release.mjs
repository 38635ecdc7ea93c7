// Makes a release. docs/releasing.md says when and by whom.
//
//   release.mjs version       takes up what is in .changeset/: versions, lock, CHANGELOG.md. For a pull request.
//   release.mjs check         whether a release can be made of the current commit, the bundles included
//   release.mjs commit        the same without the bundles, and makes the release's commit; prints its SHA. Anybody can repeat it.
//   release.mjs push SHA      pushes that commit as the release's tag, and moves `v1` along
//
// Ends with 1, and every reason in a line, where no release can be made. The last two run on any Node ≥ 20 without a package: the job that may write to the repository installs nothing.
// `--repository owner/name` says which one it is on GitHub, `--remote` (`origin`) where its tags are.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions, refuseCall, text } from './options.mjs';
import { commitOnTop, GIT_FAILED, git, pushTags, remoteTags } from './release-git.mjs';
import { planRelease } from './release-plan.mjs';
import { writeReferences } from './release-references.mjs';

const { values, words } = readOptions(
  import.meta.url,
  { repository: text(''), remote: text('origin') },
  { wordsMax: 2 },
);
const [command = '', expected] = words;
const ROOT = orFail(() => git(process.cwd(), ['rev-parse', '--show-toplevel']));

switch (command) {
  case 'version':
    await version();
    break;
  case 'check':
    orFail(check);
    break;
  case 'commit':
    console.log(orFail(prepare).commit);
    break;
  case 'push':
    orFail(push);
    break;
  default:
    refuseCall('release.mjs version | check | commit | push SHA');
}

async function version() {
  const { takeUpChangesets } = await import('./release-take-up.mjs');
  const taken = takeUpChangesets(ROOT, new Date());
  if (!taken.ok) return fail([taken.error]);
  console.log(taken.version);
}

function check() {
  prepare();
  const built = spawnSync('npm', ['run', 'check:dist'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (built.status !== 0)
    fail(['the bundles are not what the sources make: `npm run check:dist` has said which']);
}

function push() {
  const release = prepare();
  // What was checked and attested is what gets the tag, or nothing does.
  if (release.commit !== expected) fail([`the release is ${release.commit}, not \`${expected ?? ''}\``]);
  pushTags(ROOT, values.remote, release, release.tags);
  const and = release.major === null ? '' : ` and ${release.major}`;
  console.log(`${release.tag}${and}: ${release.commit}`);
}

/** Ends the program, with every reason, where no release can be made. */
function prepare() {
  if (!/^[\w.-]+\/[\w.-]+$/.test(values.repository))
    fail([`\`${values.repository}\` is not a repository: give --repository owner/name`]);
  const parent = git(ROOT, ['rev-parse', 'HEAD']);
  const paths = tracked('package.json', '*/package.json').filter((path) => !path.includes('/dist/'));
  const manifests = paths.map((path) => ({ path, version: String(JSON.parse(read(path)).version) }));
  const tag = `v${manifests[0]?.version ?? ''}`;

  /** @type {Map<string, string>} */
  const files = new Map();
  /** @type {string[]} */
  const problems = [];
  for (const path of tracked('action.yml', 'actions/*action.yml')) {
    const before = read(path);
    const written = writeReferences(before, { repository: values.repository, commit: parent, tag });
    problems.push(...written.problems.map((problem) => `${path}: ${problem}`));
    if (written.text !== before) files.set(path, written.text);
  }
  const message = `release: ${tag}\n\nThe sources are the parent's. Composite actions name this repository's own by its SHA.`;
  // Where no action names another one, the release is the commit on main itself.
  const commit = files.size === 0 ? parent : commitOnTop(ROOT, { parent, files, message });
  const tags = remoteTags(ROOT, values.remote);
  const planned = planRelease({
    manifests,
    tags,
    commit,
    changelog: tracked('CHANGELOG.md').map(read).join(''),
    changesets: tracked('.changeset/*.md').filter((path) => !path.endsWith('/README.md')),
    dirty: git(ROOT, ['status', '--porcelain'])
      .split('\n')
      .filter(Boolean)
      .map((line) => line.slice(3)),
  });
  if (!planned.ok) return fail([...problems, ...planned.error]);
  if (problems.length > 0) return fail(problems);
  return { ...planned.value, commit, tags };
}

/**
 * In the repository, with the root's first.
 *
 * @param {...string} patterns
 */
function tracked(...patterns) {
  const paths = git(ROOT, ['ls-files', '--', ...patterns])
    .split('\n')
    .filter(Boolean);
  return paths.sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
}

/** @param {string} path */
function read(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/**
 * @param {readonly string[]} problems
 * @returns {never}
 */
function fail(problems) {
  console.error(problems.join('\n'));
  process.exit(1);
}

/**
 * What git says is for whoever makes the release; whatever else is thrown is a mistake of this program.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
function orFail(work) {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === GIT_FAILED) return fail([cause.message]);
    throw cause;
  }
}
