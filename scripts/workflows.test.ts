import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly environment?: string;
  readonly needs?: string | readonly string[];
  readonly steps: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const WORKFLOWS = globSync('.github/workflows/*.yml', { cwd: ROOT }).map((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const { permissions, jobs } = parse(text) as {
    readonly permissions?: unknown;
    readonly jobs: Readonly<Record<string, Job>>;
  };
  return { path, text, permissions, jobs };
});

const jobsOf = (name: string): Readonly<Record<string, Job>> =>
  WORKFLOWS.find(({ path }) => path.endsWith(`/${name}`))?.jobs ?? {};

// zizmor says the same and more, where it can be installed; this holds everywhere.
describe.each(WORKFLOWS)('$path', ({ text, permissions, jobs }) => {
  test('gives nothing to all jobs, and each job what it needs and a time after which it ends', () => {
    expect(permissions).toEqual({});
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });

  test('uses other people’s actions by their full SHA, with the version beside it', () => {
    for (const [, target = ''] of text.matchAll(/^\s*(?:- )?uses: (.+)$/gm))
      expect(target).toMatch(/^(?:\.\/\S*|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  test('lets no expression into a script, and leaves no credential in a checkout', () => {
    for (const { run = '', uses = '', with: given } of Object.values(jobs).flatMap(({ steps }) => steps)) {
      expect(run).not.toContain('${{');
      if (uses.startsWith('actions/checkout@')) expect(given).toMatchObject({ 'persist-credentials': false });
    }
  });
});

describe('a release', () => {
  const { build, attest, publish } = jobsOf('release.yml');

  test('is built without a right, signed after an approval, and published after that', () => {
    expect(build?.permissions).toEqual({ contents: 'read' });
    expect(attest?.permissions).toEqual({ attestations: 'write', 'id-token': 'write' });
    expect(publish?.permissions).toEqual({ contents: 'write' });
    expect(attest?.environment).toBe('release');
    expect(publish?.needs).toEqual(['build', 'attest']);
  });

  test('installs and runs nothing of npm where it may sign or write', () => {
    for (const job of [attest, publish])
      for (const { run = '' } of job?.steps ?? []) expect(run).not.toMatch(/\bnp[mx]\b/);
  });
});

test('only the end-to-end workflow gets ID tokens besides the job that signs', () => {
  const signed = WORKFLOWS.flatMap(({ path, jobs }) =>
    Object.entries(jobs).flatMap(([name, job]) => (job.permissions?.['id-token'] ? [`${path} ${name}`] : [])),
  );
  expect(signed.sort()).toEqual(['.github/workflows/e2e.yml action', '.github/workflows/release.yml attest']);
});
