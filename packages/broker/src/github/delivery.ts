import { err, type LeaseGroup, ok, type Result } from '@connect-token/core';
import { eventActionJson, jobEventJson, runEventJson } from '@connect-token/protocol/github';
import { groupOfJob } from '@connect-token/protocol/github-state';

/** What a delivery says: that a job or a run attempt is over, or nothing that matters here. */
export type Delivery =
  | { readonly kind: 'over'; readonly group: LeaseGroup }
  | { readonly kind: 'ping' }
  | { readonly kind: 'ignored' };

/**
 * Reads a delivery of one issuer. An event names one attempt of a run, so that a late word about the first never touches the second
 * (F25). Fails with what is wrong about it, in words that hold nothing of it.
 */
export function parseDelivery(issuer: string, event: string, json: unknown): Result<Delivery, string> {
  if (event === 'ping') return ok({ kind: 'ping' });
  if (event !== 'workflow_job' && event !== 'workflow_run') return ok({ kind: 'ignored' });
  const action = eventActionJson.safeParse(json);
  if (!action.success) return err(`a \`${event}\` event without an action that can be read`);
  if (action.data.action !== 'completed') return ok({ kind: 'ignored' });
  return event === 'workflow_job' ? jobOver(issuer, json) : runOver(issuer, json);
}

function jobOver(issuer: string, json: unknown): Result<Delivery, string> {
  const parsed = jobEventJson.safeParse(json);
  if (!parsed.success) return err('a `workflow_job` event without what tells the job');
  const { repository, workflow_job: job } = parsed.data;
  return ok({ kind: 'over', group: groupOfJob(issuer, repository.id, job) });
}

function runOver(issuer: string, json: unknown): Result<Delivery, string> {
  const parsed = runEventJson.safeParse(json);
  if (!parsed.success) return err('a `workflow_run` event without what tells the run attempt');
  const { repository, workflow_run: run } = parsed.data;
  const attempt = { issuer, repositoryId: repository.id, runId: run.id, runAttempt: run.run_attempt };
  return ok({ kind: 'over', group: { by: 'run-attempt', attempt } });
}
