export type { ActionPlaces } from './action-file.ts';
export type { StepReport } from './machine.ts';
export type { JobIdentity, JobResult, WorkflowOrder } from './run-job.ts';
export { type RunningWorkflow, startWorkflow, type WorkflowResult } from './run-workflow.ts';
export { readWorkflow, type WorkflowFile } from './workflow-file.ts';
