import { convertOn } from '@actions/workflow-parser/model/converter/events';
import { convertJobs } from '@actions/workflow-parser/model/converter/jobs';
import type { WorkflowJob } from '@actions/workflow-parser/model/workflow-template';
import { isMapping, isString } from '@actions/workflow-parser/templates/tokens/type-guards';
import type { Result } from '@connect-token/core';
import { type ActionPlaces, actionFinder } from './action-file.ts';
import { type Matrix, readMatrix } from './matrix.ts';
import { readSteps, type StepFile } from './step-file.ts';
import { checkKeys, type ParsedFile, type Part, type Refusal, readFile } from './token.ts';

export interface WorkflowFile {
  /** Of the file, such as `deploy.yml`. */
  readonly fileName: string;
  readonly name: string;
  readonly events: readonly string[];
  readonly env: Part;
  readonly jobs: readonly JobFile[];
}

export interface JobFile {
  readonly id: string;
  readonly needs: readonly string[];
  /** As GitHub reads it: with `success() &&` before it where it asks for no status. */
  readonly condition: string;
  /** Whether `permissions` of the job, or else of the workflow, let it ask for an ID token. */
  readonly idToken: boolean;
  /** Its name. */
  readonly environment: Part;
  readonly env: Part;
  readonly matrix: Matrix;
  readonly timeoutMinutes: number;
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
  'strategy',
  'timeout-minutes',
  'steps',
];

/** The machine that a test runs on can pass for these. */
const RUNNERS = /^ubuntu-[\w.]+$/;

/** Source: docs.github.com, "Workflow syntax for GitHub Actions", `jobs.<job_id>.timeout-minutes`. */
const JOB_MINUTES = 360;

/** Reads a workflow with all actions that it uses: what can't be run is refused, all of it at once, before anything has been. */
export const readWorkflow = (
  fileName: string,
  text: string,
  places: ActionPlaces,
): Result<WorkflowFile, readonly Refusal[]> =>
  readFile('workflow', fileName, text, (file) => {
    const { root, context } = file;
    checkKeys(file, root, WORKFLOW_KEYS);
    const jobs = convertJobs(context, root.find('jobs') ?? root);
    return {
      fileName,
      name: root.find('name')?.toString() ?? fileName,
      events: Object.keys(convertOn(context, root.find('on') ?? root)),
      env: root.find('env'),
      jobs: jobs.map((job) => readJob(file, job, places)),
    };
  });

/** Its needs and its condition are as GitHub's own converter has them, which also refuses what can never start. */
function readJob(file: ParsedFile, model: WorkflowJob, places: ActionPlaces): JobFile {
  const { context, root } = file;
  const id = model.id.value;
  const job = root.find('jobs')?.assertMapping('jobs').find(id)?.assertMapping('job') ?? root;
  checkKeys(file, job, JOB_KEYS);
  const runsOn = job.find('runs-on');
  if (runsOn !== undefined && !(isString(runsOn) && RUNNERS.test(runsOn.value)))
    context.error(runsOn, '`runs-on` is not `ubuntu-…`');
  const environment = job.find('environment');
  return {
    id,
    needs: (model.needs ?? []).map(String),
    condition: model.if.expression,
    idToken: mayAskForIdToken(job.find('permissions') ?? root.find('permissions')),
    environment: environment !== undefined && isMapping(environment) ? environment.find('name') : environment,
    env: job.find('env'),
    matrix: readMatrix(file, job.find('strategy')),
    timeoutMinutes: job.find('timeout-minutes')?.assertNumber('timeout-minutes').value ?? JOB_MINUTES,
    steps: readSteps(file, job.find('steps'), actionFinder(places, places.checkout)),
  };
}

/** Without `permissions` a job gets no ID token. Source: docs.github.com, "OpenID Connect reference", adding permissions settings. */
const mayAskForIdToken = (permissions: Part): boolean =>
  permissions !== undefined &&
  (isMapping(permissions)
    ? permissions.find('id-token')?.toString() === 'write'
    : permissions.toString() === 'write-all');
