import {
  type RunningWorkflow,
  readWorkflow,
  startWorkflow,
  type WorkflowOrder,
} from '@connect-token/testkit/workflow';
import { REPOSITORY } from '../paths.ts';
import { REF, type Run, workflowRef } from './scene.ts';

interface RunnerOptions extends Pick<WorkflowOrder, 'said' | 'cancelGrace'> {
  /** What the `github` context says beside or otherwise. */
  readonly github?: Readonly<Record<string, string>>;
}

/** Runs an example with testkit's runner, on this checkout's own actions. */
export function startHere(run: Run, { github = {}, ...more }: RunnerOptions = {}): RunningWorkflow {
  const { checkout, programs } = run.repository;
  const repositories = { 'org/connect-token@v1': REPOSITORY };
  const workflow = readWorkflow(run.file, run.text, { repositories, checkout });
  if (!workflow.ok) throw new Error(workflow.error.join('\n'));
  return startWorkflow(workflow.value, {
    directory: run.directory,
    checkout,
    path: [programs],
    github: { ...contextOf(run), ...github },
    vars: run.vars,
    idTokens: run.idTokens,
    ...more,
  });
}

/** The `github` context of a run in acme/shop. */
const contextOf = (run: Run): WorkflowOrder['github'] => ({
  event_name: run.event,
  repository: 'acme/shop',
  repository_id: '501002003',
  repository_owner: 'acme',
  repository_owner_id: '9001',
  ref: REF,
  ref_name: 'main',
  ref_type: 'branch',
  run_id: run.runId,
  run_attempt: '1',
  workflow_ref: workflowRef(run),
});
