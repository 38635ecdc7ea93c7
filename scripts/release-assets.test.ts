import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));

let folder: string;
let commit: string;

const git = async (...args: readonly string[]): Promise<string> =>
  (await run('git', args, { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 })).stdout;

const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

const sums = async (name: string): Promise<ReadonlyMap<string, string>> =>
  new Map(
    (await read(name))
      .trim()
      .split('\n')
      .map((line) => [line.slice(66), line.slice(0, 64)] as const),
  );

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-assets-'));
  commit = (await git('rev-parse', 'HEAD')).trim();
  await run(process.execPath, ['scripts/release-assets.mjs', folder, commit], { cwd: ROOT });
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

test('whatever a runner reads or executes of an action is named, with what it is in the commit', async () => {
  const named = await sums('actions.sha256');
  const committed = (await git('ls-tree', '-r', '--name-only', commit, 'action.yml', 'actions'))
    .trim()
    .split('\n');
  expect([...named.keys()]).toEqual(committed.filter((path) => /action\.yml$|\/dist\//.test(path)));
  expect(named.has('actions/connect-token/dist/main.js')).toBe(true);
  for (const [path, sum] of named) {
    const { stdout } = await run('git', ['cat-file', 'blob', `${commit}:${path}`], {
      cwd: ROOT,
      encoding: 'buffer',
      maxBuffer: 16 * 1024 * 1024,
    });
    expect([path, sha256(stdout)]).toEqual([path, sum]);
  }
});

test('docs/verify.md has its reader ask about each of these files, and about no other', async () => {
  const page = await readFile(join(ROOT, 'docs/verify.md'), 'utf8');
  const patterns = /^for file in (?<patterns>.*); do$/m.exec(page)?.groups?.['patterns']?.split(' ') ?? [];
  const asked = [...(await sums('actions.sha256')).keys()].filter((path) =>
    patterns.some((pattern) => matchesGlob(path, pattern)),
  );
  expect(asked).toEqual([...(await sums('actions.sha256')).keys()]);
  for (const pattern of patterns)
    expect(pattern).toMatch(/^action\.yml$|^actions\/\*\/(?:action\.yml|dist\/\*)$/);
});

test('the command’s tarball is named by what it is, and both halves together are SHA256SUMS', async () => {
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  const cli = await sums('cli.sha256');
  expect([...cli]).toEqual([[tarball, sha256(await readFile(join(folder, tarball)))]]);
  expect(await sums('SHA256SUMS')).toEqual(new Map([...cli, ...(await sums('actions.sha256'))]));
});

describe.each([
  ['actions', ['@actions/core', 'zod']],
  ['cli', ['jose', 'kysely', 'commander', '@octokit/request']],
])('the bill of materials of the %s', (half, some) => {
  const bill = async () => {
    const [name = ''] = (await readdir(folder)).filter(
      (each) => each.includes(`${half}-`) && each.endsWith('.cdx.json'),
    );
    return JSON.parse(await read(name));
  };

  test('is CycloneDX, and names each package with its licence and its hash', async () => {
    const { bomFormat, specVersion, components, dependencies } = await bill();
    expect([bomFormat, specVersion]).toEqual(['CycloneDX', '1.5']);
    const purls: readonly string[] = components.map(({ purl }: { readonly purl: string }) =>
      decodeURIComponent(purl),
    );
    for (const name of some) expect(purls.some((purl) => purl.startsWith(`pkg:npm/${name}@`))).toBe(true);
    for (const component of components) {
      expect(component).toMatchObject({
        licenses: [expect.anything()],
        hashes: [{ alg: 'SHA-512' }],
        scope: 'required',
      });
    }
    expect(dependencies[0].dependsOn).toHaveLength(components.length);
  });

  test('says nothing of when, where or by whom it was made: its number is its content’s', async () => {
    const { serialNumber, metadata } = await bill();
    // By these two, and `specVersion`, `actions/attest` knows CycloneDX.
    expect(serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(Object.keys(metadata)).toEqual(['component']);
  });
});
