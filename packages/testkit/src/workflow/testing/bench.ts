import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type TemporaryDirectory, temporaryDirectory } from '../../temp-directory.ts';
import {
  type ActionPlaces,
  type JobResult,
  type RunningWorkflow,
  readWorkflow,
  startWorkflow,
  type WorkflowOrder,
  type WorkflowResult,
} from '../index.ts';

/** Where a test writes workflows and actions, and runs them; empty for each test. */
export interface Bench {
  readonly checkout: string;
  /** A file below `tools`, the repository `acme/tools`, or below `repository`, the workflow's own. */
  write(path: string, text: string): void;
  /** An action of the repository `acme/tools`, by the path in it. */
  action(path: string, yaml: string, scripts?: Readonly<Record<string, string>>): void;
  read(text: string): ReturnType<typeof readWorkflow>;
  start(text: string, more?: Partial<WorkflowOrder>): RunningWorkflow;
  run(text: string, more?: Partial<WorkflowOrder>): Promise<WorkflowResult>;
}

export function useBench(): Bench {
  let directory: TemporaryDirectory;
  beforeEach(async () => {
    directory = await temporaryDirectory('workflow');
  });
  afterEach(() => directory.remove());

  const places = (): ActionPlaces => ({
    repositories: { 'acme/tools@v1': join(directory.path, 'tools') },
    checkout: join(directory.path, 'repository'),
  });
  const bench: Bench = {
    get checkout() {
      return join(directory.path, 'repository');
    },
    write: (path, text) => {
      mkdirSync(dirname(join(directory.path, path)), { recursive: true });
      writeFileSync(join(directory.path, path), text);
    },
    action: (path, yaml, scripts = {}) => {
      for (const [name, text] of Object.entries({ 'action.yml': yaml, ...scripts }))
        bench.write(join('tools', path, name), text);
    },
    read: (text) => readWorkflow('test.yml', `on: push\n${text}`, places()),
    start: (text, more = {}) => {
      const workflow = bench.read(text);
      if (!workflow.ok) throw new Error(workflow.error.join('\n'));
      return startWorkflow(workflow.value, {
        directory: directory.path,
        checkout: null,
        github: { event_name: 'push', repository: 'acme/shop', token: 'ghs_secret' },
        idTokens: () => Promise.resolve({ env: {} }),
        cancelGrace: { interruptMs: 200, terminateMs: 200 },
        ...more,
      });
    },
    run: (text, more) => bench.start(text, more).done,
  };
  return bench;
}

/** A workflow's one job, with these steps; the first of them stands in line 6. */
export const job = (steps: string): string =>
  `jobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps.replace(/^/gm, '      ')}`;

/** What the steps of a job printed, without their headings. */
export const linesOf = ({ log = '' }: Partial<JobResult> = {}): readonly string[] =>
  log.split('\n').filter((line) => line !== '' && !line.startsWith('▶'));

export const conclusions = ({ jobs }: WorkflowResult): Readonly<Record<string, string>> =>
  Object.fromEntries(jobs.map(({ name, conclusion }) => [name, conclusion]));

/** An action that prints what it is given, in main and in post, and answers with it. */
export const NODE = `name: n
description: d
inputs: {word: {description: d, default: standard}}
runs: {using: node24, main: main.mjs, post: post.mjs}
`;

export const MAIN = `import { appendFileSync } from 'node:fs';
appendFileSync(process.env.GITHUB_STATE, 'word=' + process.env.INPUT_WORD + '\\n');
appendFileSync(process.env.GITHUB_OUTPUT, 'out=' + process.env.INPUT_WORD + '\\n');
appendFileSync(process.env.GITHUB_STEP_SUMMARY, 'used ' + process.env.INPUT_WORD);
console.log('main', process.env.INPUT_WORD, process.env.LEVEL);`;

export const POST = `console.log('post', process.env.STATE_word, process.env.INPUT_WORD, process.env.LEVEL);`;
