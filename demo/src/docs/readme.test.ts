import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describe as describeFailure,
  type Failure,
  instant,
  type Result,
  standingOf,
  type WorkloadIdentity,
} from '@connect-token/core';
import { readConfigFile, readPolicyFile } from '@connect-token/protocol/files';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { codeBlocks } from './markdown.ts';
import { listFiles, ROOT, readText } from './repository.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const README = readText('README.md');
const ACTION = parse(readText('action.yml')) as Action;
const YAML = codeBlocks(README).filter(({ language }) => language === 'yaml');
const WORKFLOW_TEXTS = YAML.map(({ text }) => text).filter((text) => text.includes('\njobs:\n'));
const WORKFLOWS = WORKFLOW_TEXTS.map((text) => parse(text) as Workflow);

const isOurs = ({ uses }: Step): boolean => uses?.startsWith('org/connect-token@') === true;

/** A block as the program's own reader has it. */
async function readBlock<T>(text: string, read: (path: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'connect-token-'));
  try {
    const path = join(directory, 'block.yaml');
    await writeFile(path, text);
    return await read(path);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const mistakes = async (
  text: string,
  read: (path: string) => Promise<Result<unknown, readonly Failure[]>>,
): Promise<readonly string[]> => {
  const file = await readBlock(text, read);
  return file.ok ? [] : file.error.map((failure) => describeFailure(failure));
};

const blockWith = (key: string): string => YAML.find(({ text }) => text.startsWith(key))?.text ?? '';

describe('the workflow of the README', () => {
  const steps = WORKFLOWS.flatMap(({ jobs }) => Object.values(jobs)).flatMap((job) => job.steps);

  test('uses the action with inputs that it has, and with all that it requires', () => {
    const uses = steps.filter(isOurs);
    expect(uses.length).toBeGreaterThan(0);
    for (const { with: given = {} } of uses) {
      expect(Object.keys(ACTION.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      const required = Object.entries(ACTION.inputs).flatMap(([name, input]) =>
        input.required ? [name] : [],
      );
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required));
    }
  });

  test('reads only outputs that the action has', () => {
    const read = [...WORKFLOW_TEXTS.join('').matchAll(/steps\.[\w-]+\.outputs\.(?<output>[\w-]+)/g)].map(
      ({ groups }) => groups?.['output'] ?? '',
    );
    expect(Object.keys(ACTION.outputs)).toEqual(expect.arrayContaining(read));
  });

  test('lets the job prove who it is', () => {
    expect(WORKFLOWS.map(({ permissions }) => permissions?.['id-token'])).toEqual(
      WORKFLOWS.map(() => 'write'),
    );
  });
});

describe('the files that the README shows', () => {
  test('the configuration is one that the broker reads', async () => {
    expect(await mistakes(blockWith('public_url:'), readConfigFile)).toEqual([]);
  });

  test('the policy is one that the broker reads', async () => {
    expect(await mistakes(blockWith('version: 1\nrules:'), readPolicyFile)).toEqual([]);
  });

  test('a mistake in a block would be seen', async () => {
    expect(await mistakes('version: 1\nrulse: []\n', readPolicyFile)).toContainEqual(
      expect.stringContaining('rulse'),
    );
  });
});

test('the tables of inputs and outputs in the README are those of action.yml', () => {
  expect(() =>
    execFileSync('node', ['scripts/readme-inputs.mjs'], { cwd: ROOT, stdio: 'pipe' }),
  ).not.toThrow();
});

test('every npm script that a page tells to run exists', () => {
  const { scripts } = JSON.parse(readText('package.json')) as { readonly scripts: Record<string, string> };
  const told = listFiles('*.md').flatMap((page) =>
    [...readText(page).matchAll(/\bnpm (?:run (?<named>[a-z][\w:-]*)|(?<short>test|start)\b)/g)].map(
      ({ groups }) => groups?.['named'] ?? groups?.['short'] ?? '',
    ),
  );
  expect(told.filter((script) => scripts[script] === undefined)).toEqual([]);
  expect(told).toEqual(expect.arrayContaining(['demo', 'test', 'start', 'check']));
});

describe('what the README shows of a refused job', () => {
  const blocks = codeBlocks(README);

  test('is what the action prints', () => {
    const shown = blocks.find(({ text }) => text.startsWith('Error: '))?.text.trim();
    const eventId = /event (?<id>\w{26})/.exec(shown ?? '')?.groups?.['id'] ?? '';
    const failure = {
      code: 'BROKER_REFUSED',
      url: 'https://connect-token.acme.example',
      status: 400,
      refusal: 'POLICY_DENIED',
      messages: [describeFailure({ code: 'POLICY_DENIED', reasons: [] })],
      eventId,
    } as const;
    const link = 'https://github.com/org/connect-token/blob/v1/docs/errors.md#policy_denied';
    expect(shown).toBe(`Error: ${failure.code}: ${describeFailure(failure)}\nwhat it means: ${link}`);
    expect(README).toContain(`select(.event == "${eventId}")`);
  });

  test('is what the policy above says of that job', async () => {
    const policy = await readBlock(blockWith('version: 1\nrules:'), readPolicyFile);
    if (!policy.ok) throw new Error('the policy of the README is not one');
    const standing = standingOf(policy.value, { ...DEPLOYMENT, ref: 'refs/heads/feature' });
    const shown: unknown = JSON.parse(blocks.find(({ language }) => language === 'json')?.text ?? '');
    expect(shown).toEqual({ code: 'POLICY_DENIED', reasons: standing.reasons });
    expect(standingOf(policy.value, DEPLOYMENT).kind).toBe('named');
  });
});

/** The job of the README's workflow, on the branch that its policy names. */
const DEPLOYMENT: WorkloadIdentity = {
  issuer: 'https://token.actions.githubusercontent.com',
  subject: 'repo:acme/shop:environment:production',
  tokenId: '1',
  issuedAt: instant(0),
  expiresAt: instant(300_000),
  repositoryId: '501002003',
  repositoryOwnerId: '9001',
  repository: 'acme/shop',
  runId: '1',
  runAttempt: '1',
  checkRunId: '1',
  ref: 'refs/heads/main',
  refType: 'branch',
  environment: 'production',
  event: 'push',
  workflowRef: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
  jobWorkflowRef: null,
};
