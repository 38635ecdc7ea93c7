import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACTIONS, entriesOf } from './action-bundles.mjs';
import { UNDICI_PARTS } from './undici-parts.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Made from the sources, twice: what is committed may be behind them until the last commit of a change. */
let made: string;
let again: string;

beforeAll(() => {
  [made, again] = [
    mkdtempSync(join(tmpdir(), 'connect-token-bundles-')),
    mkdtempSync(join(tmpdir(), 'connect-token-bundles-')),
  ];
  const script = join(ROOT, 'scripts/bundle-action.mjs');
  // Not from here: a bundle must not depend on where it is made.
  for (const to of [made, again]) execFileSync(process.execPath, [script, '--to', to], { cwd: to });
});

afterAll(() => {
  for (const directory of [made, again]) rmSync(directory, { recursive: true });
});

const textOf = (action: string, file: string): string => readFileSync(join(made, action, file), 'utf8');

const filesOf = (action: string): readonly string[] =>
  readdirSync(join(made, action)).filter((file) => file.endsWith('.js'));

/** The modules whose code is in a text: each stands behind a comment with its path. */
const modulesOf = (text: string): readonly string[] =>
  [...text.matchAll(/^\/\/#region (.+)$/gm)].map(([, path = '']) => path.replace('\\0', ''));

/** What is read before the first line runs: a file and what it imports, lazy imports left out. */
const startOf = (action: string, file: string): string => {
  const text = textOf(action, file);
  const imports = [...text.matchAll(/^import .* from "\.\/([\w-]+\.js)";$/gm)].map(([, name = '']) => name);
  return [text, ...imports.map((name) => startOf(action, name))].join('\n');
};

describe.each(ACTIONS.map((action) => [action.name, action] as const))('the bundle of %s', (name, action) => {
  test('has the same bytes whenever and wherever it is made', () => {
    const read = (directory: string) =>
      readdirSync(join(directory, name)).map((file) => [
        file,
        readFileSync(join(directory, name, file), 'utf8'),
      ]);
    expect(read(made)).toEqual(read(again));
  });

  test('has every module once, and one copy of each library', () => {
    const modules = filesOf(name).flatMap((file) => modulesOf(textOf(name, file)));
    expect(modules.length).toBeGreaterThan(0);
    expect(modules.filter((module, index) => modules.indexOf(module) !== index)).toEqual([]);
    expect(modules.filter((module) => (module.match(/node_modules\//g) ?? []).length > 1)).toEqual([]);
  });

  test('names the licence of each package in it, with its text', () => {
    const packages = new Set(
      filesOf(name)
        .flatMap((file) => modulesOf(textOf(name, file)))
        .flatMap((module) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1] ?? []),
    );
    const licences = [...textOf(name, 'licenses.txt').matchAll(/^(\S+)@\d+\.\d+\.\d+\S*\n.+\n\n(?=\S)/gm)];
    expect(licences.map(([, licensed]) => licensed)).toEqual([...packages].toSorted());
  });

  test('has of undici the way through a proxy, and neither its caches nor its mocks', () => {
    const modules = filesOf(name).flatMap((file) => modulesOf(textOf(name, file)));
    expect(
      modules.filter((module) => /undici\/(?:index|lib\/(?:cache|interceptor|mock)\/)/.test(module)),
    ).toEqual([]);
  });

  test.each(entriesOf(ROOT, action))('%s starts without what only few jobs need', (entry) => {
    const start = startOf(name, `${entry}.js`);
    const modules = modulesOf(start);
    expect(
      modules.filter((module) =>
        /node_modules\/(?:undici|@actions\/(?:http-client|exec|github)|@octokit)\//.test(module),
      ),
    ).toEqual([]);
    // The schema library's other half, for chains of methods: half a megabyte.
    expect(modules.filter((module) => /zod\/v4\/(?:classic|locales)/.test(module))).toEqual([]);
    // Node reads and compiles each kilobyte at every start: a hundred of them take three milliseconds.
    expect(start.length).toBeLessThan(START_MAX);
  });
});

/** An eighth more than the largest has now, which is sweep’s main: what grows beyond needs a lazy import, or a reason. */
const START_MAX = 220_000;

describe('the parts of undici', () => {
  const require = createRequire(import.meta.url);

  test.each(Object.entries(UNDICI_PARTS))(
    '%s is what the index has by that name',
    (name, { path, member }) => {
      const part = require(`undici/${path}`);
      const found = member === 'default' ? part : part[member];
      // Around `fetch` the index has a function of its own, which only adds to the stack of an error.
      if (name === 'fetch') expect(found).toBeTypeOf('function');
      else expect(found).toBe(require('undici')[name]);
    },
  );
});

test('a module of Node’s is loaded when it is called, and not before', () => {
  const post = JSON.stringify(join(made, 'connect-token/post.js'));
  const program = `await import(${post}); console.log(process.moduleLoadList.join('\\n'));`;
  // A job in which nothing was asked for: there is nothing to revoke. (To write into a pipe takes `net`.)
  const told = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: {},
  });
  const loaded = [...told.matchAll(/^NativeModule (\w+)$/gm)].map(([, module]) => module);
  expect(loaded).toContain('fs');
  expect(loaded.filter((module) => ['crypto', 'http', 'tls'].includes(module ?? ''))).toEqual([]);
});

test('docs/verify.md promises the line with which the check of the bundles ends', () => {
  const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
  const [, promised] = /ends with `([^`]+)`/.exec(read('docs/verify.md')) ?? [];
  expect(read('scripts/check-dist.mjs')).toContain(`console.log('${promised}');`);
});

test('a name that no action has is refused', () => {
  expect(() =>
    execFileSync(process.execPath, [join(ROOT, 'scripts/bundle-action.mjs'), 'nope'], { stdio: 'pipe' }),
  ).toThrow(/there is no action `nope`; there are connect-token, /);
});
