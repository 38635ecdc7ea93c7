import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { isMapping, isSequence, isString } from '@actions/workflow-parser/templates/tokens/type-guards';
import { err, ok, type Result } from '@connect-token/core';
import { type ActionPlaces, actionLibrary } from './action-file.ts';
import { conditionOf, readSteps, type StepFile } from './step-file.ts';
import { mistakesOf, type ParsedFile, parseFile, type Refusal, refusal, unknownKeys } from './token.ts';

export interface WorkflowFile {
  /** Of the file, such as `deploy.yml`. */
  readonly fileName: string;
  readonly name: string;
  readonly events: readonly string[];
  readonly env: TemplateToken | undefined;
  /** Each after those that it needs. */
  readonly jobs: readonly JobFile[];
}

export interface JobFile {
  readonly id: string;
  readonly needs: readonly string[];
  readonly condition: string;
  /** Whether `permissions` of the job, or else of the workflow, let it ask for an ID token. */
  readonly idToken: boolean;
  readonly environment: TemplateToken | undefined;
  readonly env: TemplateToken | undefined;
  readonly outputs: TemplateToken | undefined;
  readonly strategy: MappingToken | undefined;
  readonly timeoutMinutes: TemplateToken | undefined;
  readonly continueOnError: TemplateToken | undefined;
  readonly steps: readonly StepFile[];
}

const WORKFLOW_KEYS = ['name', 'on', 'permissions', 'env', 'jobs'];

const JOB_KEYS = [
  'name',
  'needs',
  'if',
  'runs-on',
  'permissions',
  'environment',
  'env',
  'outputs',
  'strategy',
  'timeout-minutes',
  'continue-on-error',
  'steps',
];

/** The machine that a test runs on can pass for these. */
const RUNNERS = /^ubuntu-[\w.]+$/;

/** Reads a workflow with all actions that it uses: what can't be run is refused, all of it at once, before anything has been. */
export function readWorkflow(
  fileName: string,
  text: string,
  places: ActionPlaces,
): Result<WorkflowFile, readonly Refusal[]> {
  const parsed = parseFile('workflow', fileName, text);
  if (!parsed.ok) return parsed;
  const { root, context } = parsed.value;
  const refusals: Refusal[] = [...unknownKeys(fileName, root, WORKFLOW_KEYS)];
  const entries = root.find('jobs');
  const jobs =
    entries === undefined || !isMapping(entries)
      ? []
      : [...entries].flatMap(({ key, value }) =>
          isMapping(value) ? [readJob(parsed.value, key.toString(), value, places, refusals)] : [],
        );
  const ordered = inOrder(jobs);
  for (const { id } of jobs.filter((job) => !ordered.includes(job)))
    refusals.push(`${fileName}: job \`${id}\` needs a job that isn't there, or itself`);
  refusals.push(...mistakesOf(context));
  if (refusals.length > 0) return err(refusals);
  return ok({
    fileName,
    name: root.find('name')?.toString() ?? fileName,
    events: namesIn(root.find('on')),
    env: root.find('env'),
    jobs: ordered,
  });
}

function readJob(
  file: ParsedFile,
  id: string,
  job: MappingToken,
  places: ActionPlaces,
  refusals: Refusal[],
): JobFile {
  refusals.push(...unknownKeys(file.name, job, JOB_KEYS));
  const runsOn = job.find('runs-on');
  if (runsOn !== undefined && !(isString(runsOn) && RUNNERS.test(runsOn.value)))
    refusals.push(refusal(file.name, runsOn, '`runs-on` is not `ubuntu-…`'));
  const strategy = job.find('strategy');
  return {
    id,
    needs: namesIn(job.find('needs')),
    condition: conditionOf(file, job.find('if')),
    idToken: mayAskForIdToken(job.find('permissions') ?? file.root.find('permissions')),
    environment: job.find('environment'),
    env: job.find('env'),
    outputs: job.find('outputs'),
    strategy: strategy !== undefined && isMapping(strategy) ? strategy : undefined,
    timeoutMinutes: job.find('timeout-minutes'),
    continueOnError: job.find('continue-on-error'),
    steps: readSteps(file, job.find('steps'), actionLibrary(places, places.checkout), refusals),
  };
}

/** A name, a list of them, or a mapping by them. */
function namesIn(token: TemplateToken | undefined): readonly string[] {
  if (token === undefined) return [];
  if (isSequence(token)) return [...token].map(String);
  return isMapping(token) ? [...token].map(({ key }) => key.toString()) : [token.toString()];
}

/** Without `permissions` a job gets no ID token. Source: docs.github.com, "OpenID Connect reference", adding permissions settings. */
const mayAskForIdToken = (permissions: TemplateToken | undefined): boolean =>
  permissions !== undefined &&
  (isMapping(permissions)
    ? permissions.find('id-token')?.toString() === 'write'
    : permissions.toString() === 'write-all');

/** Those that can ever start, each after what it needs. */
function inOrder(jobs: readonly JobFile[]): readonly JobFile[] {
  const ordered: JobFile[] = [];
  const ready = (job: JobFile): boolean =>
    !ordered.includes(job) && job.needs.every((need) => ordered.some(({ id }) => id === need));
  for (let next = jobs.find(ready); next !== undefined; next = jobs.find(ready)) ordered.push(next);
  return ordered;
}
