import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('release.mjs', import.meta.url));

/** Nothing of this machine's or this job's: neither its git's settings nor the repository that GitHub says it works for. */
const ENV = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@acme.example',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@acme.example',
};

const COMPOSITE = `name: Outer
description: Uses the others.
runs:
  using: composite
  steps:
    - uses: org/connect-token@v1
    - uses: $/actions/load/resolve
`;

const FILES = {
  '.changeset/README.md': '# Changes\n',
  '.changeset/config.json':
    '{"fixed": [["@connect-token/*"]], "changelog": false, "format": false, "privatePackages": {"version": true, "tag": false}}',
  'CHANGELOG.md': '# Changes\n\n## 1.2.0 (2026-11-22)\n\n- new\n',
  'action.yml': 'name: Root\ndescription: It.\nruns:\n  using: node24\n  main: dist/main.js\n',
  'actions/load/action.yml': COMPOSITE,
  'dist/main.js': 'run();\n',
  'docs/deploy.md': 'npm install connect-token-cli-1.2.0.tgz\n',
  'package-lock.json':
    '{"version": "1.2.0", "packages": {"": {"version": "1.2.0"}, "packages/core": {"version": "1.2.0"}}}',
  'package.json': JSON.stringify(
    {
      name: 'connect-token',
      version: '1.2.0',
      private: true,
      workspaces: ['packages/*'],
      scripts: { 'check:dist': 'cp src.js dist/main.js && git diff --exit-code -- dist' },
    },
    null,
    2,
  ),
  'packages/core/package.json': '{"name": "@connect-token/core", "version": "1.2.0", "private": true}',
  'src.js': 'run();\n',
};

let folder: string;
let clone: string;

const git = async (...args: readonly string[]): Promise<string> =>
  (await run('git', args, { cwd: clone, env: ENV })).stdout.trim();

const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await writeFile(join(clone, path), text);
  }
};

const commit = async (files: Readonly<Record<string, string>>): Promise<void> => {
  await write(files);
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'change');
};

/** What it printed, without the last newline; rejects with `stderr` where it ends with another code than 0. */
const release = async (...args: readonly string[]): Promise<string> => {
  const words = [PROGRAM, ...args, '--repository', 'acme/tool'];
  return (await run(process.execPath, words, { cwd: clone, env: ENV })).stdout.trim();
};

const refused = async (...args: readonly string[]): Promise<string> =>
  release(...args).then(
    (printed) => `not refused: ${printed}`,
    ({ stderr }: { readonly stderr: string }) => stderr.trim(),
  );

/** Made once: each test has a copy, whose remote stands beside it. */
let original: string;

beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'release-'));
  clone = join(original, 'clone');
  const init = ['init', '--quiet', '--template=', '--initial-branch=main'];
  await run('git', [...init, '--bare', join(original, 'remote.git')], { env: ENV });
  await run('git', [...init, clone], { env: ENV });
  await git('remote', 'add', 'origin', '../remote.git');
  await commit(FILES);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-'));
  clone = join(folder, 'clone');
  await cp(original, folder, { recursive: true });
});

afterEach(() => rm(folder, { recursive: true }));
afterAll(() => rm(original, { recursive: true }));

test('a release is a commit on top of the sources, whose composite actions name those sources by their SHA', async () => {
  const parent = await git('rev-parse', 'HEAD');
  const made = await release('commit');
  expect(await git('rev-parse', `${made}^`)).toBe(parent);
  expect(await git('diff', '--name-only', parent, made)).toBe('actions/load/action.yml');
  expect(await git('show', `${made}:actions/load/action.yml`)).toBe(
    COMPOSITE.replace('org/connect-token@v1', `acme/tool@${parent} # v1.2.0`)
      .replace('$/actions/load/resolve', `acme/tool/actions/load/resolve@${parent} # v1.2.0`)
      .trim(),
  );
  expect(await git('status', '--porcelain')).toBe('');
});

test('where no action names another one, the release is the commit itself', async () => {
  await commit({ 'actions/load/action.yml': FILES['action.yml'] });
  expect(await release('commit')).toBe(await git('rev-parse', 'HEAD'));
});

test('the same sources are the same release, for whoever makes it', async () => {
  const made = await release('commit');
  await git('checkout', '--quiet', '--detach');
  await git('config', 'user.name', 'Grace');
  expect(await release('commit')).toBe(made);
});

test('it is pushed as its tag and as the major one, which the next release moves', async () => {
  const first = await release('commit');
  expect(await release('push', first)).toBe(`v1.2.0 and v1: ${first}`);
  await commit({
    ...Object.fromEntries(
      ['package.json', 'packages/core/package.json'].map((path) => [
        path,
        FILES[path as keyof typeof FILES].replace('1.2.0', '1.3.0'),
      ]),
    ),
    'CHANGELOG.md': '# Changes\n\n## 1.3.0 (2026-11-23)\n\n- newer\n',
  });
  const second = await release('commit');
  await release('push', second);
  const tags = (await git('ls-remote', '--tags', 'origin')).split('\n').map((line) => line.split('\t'));
  expect(tags).toEqual([
    [second, 'refs/tags/v1'],
    [first, 'refs/tags/v1.2.0'],
    [second, 'refs/tags/v1.3.0'],
  ]);
});

test('a clone of one commit, as a workflow has it, makes and pushes the same release', async () => {
  const made = await release('commit');
  await git('push', '--quiet', 'origin', 'main');
  const remote = join(folder, 'remote.git');
  const shallow = join(folder, 'shallow');
  await run('git', ['clone', '--quiet', '--depth', '1', '--branch', 'main', `file://${remote}`, shallow], {
    env: ENV,
  });
  clone = shallow;
  expect(await release('push', made)).toBe(`v1.2.0 and v1: ${made}`);
  expect(await git('ls-remote', 'origin', 'refs/tags/v1.2.0')).toBe(`${made}\trefs/tags/v1.2.0`);
});

test('a push that was cut short can be repeated', async () => {
  const made = await release('commit');
  await release('push', made);
  expect(await release('push', made)).toBe(`v1.2.0 and v1: ${made}`);
});

test('a tag that stands at anything else is never moved', async () => {
  const made = await release('commit');
  await git('push', '--quiet', 'origin', 'HEAD:refs/tags/v1.2.0');
  const there = await git('rev-parse', 'HEAD');
  expect(await refused('push', made)).toBe(`the tag \`v1.2.0\` exists, at ${there}`);
  // An annotated tag has an object of its own: it is its commit that counts.
  await git('tag', '--annotate', '--message', 'by hand', 'v1.2.1');
  await git('push', '--quiet', 'origin', 'v1.2.1', ':refs/tags/v1.2.0');
  expect(await release('push', made)).toBe(`v1.2.0: ${made}`);
});

test('nothing but the commit that was checked gets the tag', async () => {
  const made = await release('commit');
  expect(await refused('push', '0'.repeat(40))).toBe(`the release is ${made}, not \`${'0'.repeat(40)}\``);
  expect(await git('ls-remote', '--tags', 'origin')).toBe('');
});

test('a tree that is not committed, and a version that is not told, are refused together', async () => {
  await commit({
    'CHANGELOG.md': '# Changes\n',
    '.changeset/red-cat.md': '---\n"@connect-token/core": minor\n---\n\nNew.\n',
  });
  await write({ 'src.js': 'other();\n' });
  expect((await refused('commit')).split('\n')).toEqual([
    '`src.js` is not committed',
    '`.changeset/red-cat.md` is in no version yet: run `release.mjs version`',
    'CHANGELOG.md says nothing of `1.2.0`',
  ]);
});

test('a composite action that only works in this checkout is refused, with its line', async () => {
  await commit({ 'actions/load/action.yml': COMPOSITE.replace('org/connect-token@v1', './') });
  expect(await refused('commit')).toMatch(/^actions\/load\/action\.yml: line 6: `\.\/` is looked for/);
});

test('a bundle that its sources would build otherwise is refused', async () => {
  await release('check');
  await commit({ 'src.js': 'other();\n' });
  expect(await refused('check')).toMatch(/the bundles are not what the sources make: [^\n]*$/);
});

test('what git refuses, and changes that are none, are told without a trace of this program', async () => {
  expect((await refused('commit', '--remote', 'nowhere')).split('\n')[0]).toBe(
    "git ls-remote: fatal: 'nowhere' does not appear to be a git repository",
  );
  expect(await refused('version')).toMatch(/no change waits in \.changeset\/$/);
  await commit({ '.changeset/red-cat.md': '---\n"@connect-token/none": minor\n---\n\nNew.\n' });
  expect(await refused('version')).toMatch(/the changes in \.changeset\/ can not be taken up$/);
});

test('without the name of the repository there is no release', async () => {
  const { stderr } = await run(process.execPath, [PROGRAM, 'commit'], { cwd: clone, env: ENV }).catch(
    (cause) => cause,
  );
  expect(stderr.trim()).toBe('`` is not a repository: give --repository owner/name');
});

test('changes become one version of every package, and an entry of the changelog', async () => {
  await commit({ '.changeset/red-cat.md': '---\n"@connect-token/core": minor\n---\n\nSomething new.\n' });
  expect(await release('version')).toBe('1.3.0');
  for (const path of ['package.json', 'packages/core/package.json', 'package-lock.json'])
    expect(JSON.parse(await readFile(join(clone, path), 'utf8'))).toMatchObject({ version: '1.3.0' });
  expect(await readFile(join(clone, 'docs/deploy.md'), 'utf8')).toBe(
    'npm install connect-token-cli-1.3.0.tgz\n',
  );
  expect(await readFile(join(clone, 'CHANGELOG.md'), 'utf8')).toMatch(
    /^# Changes\n\n## 1\.3\.0 \(\d{4}-\d\d-\d\d\)\n\n### Minor changes\n\n- Something new\.\n\n## 1\.2\.0/,
  );
  await commit({});
  expect(await release('commit')).toMatch(/^[0-9a-f]{40}$/);
});
