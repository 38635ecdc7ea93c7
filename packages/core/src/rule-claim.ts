import type { WorkloadIdentity } from './identity.ts';
import type { NonEmpty } from './result.ts';

/** The claims that a rule may read. `sub` isn't one of them (T3), nor are `head_ref` and `base_ref` (T5). */
export const RULE_CLAIMS = [
  'repository_id',
  'repository_owner_id',
  'repository',
  'ref',
  'environment',
  'event',
  'workflow',
  'job_workflow',
] as const;

export type RuleClaim = (typeof RULE_CLAIMS)[number];

/** What a rule says without an `event` of its own: events that only someone with write access can cause (T4). */
export const EVENTS_DEFAULT: NonEmpty<string> = ['push', 'workflow_dispatch', 'schedule', 'release'];

/** Events that run with the base repository's identity while a stranger chose code or text (T4): a rule says `dangerous: true`. */
export const EVENTS_DANGEROUS: readonly string[] = [
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_comment',
  'fork',
  'watch',
  'gollum',
  'status',
  'check_run',
  'check_suite',
  'label',
  'milestone',
];

/** What a claim reads in a verified identity. */
export function readClaim(identity: WorkloadIdentity, claim: RuleClaim): string | null {
  switch (claim) {
    case 'repository_id':
      return identity.repositoryId;
    case 'repository_owner_id':
      return identity.repositoryOwnerId;
    case 'repository':
      return identity.repository;
    case 'ref':
      return readRef(identity);
    case 'environment':
      return identity.environment;
    case 'event':
      return identity.event;
    case 'workflow':
      return identity.workflowRef;
    case 'job_workflow':
      return identity.jobWorkflowRef;
  }
}

/** A ref whose type disagrees with its name reads as none: a tag can't pass for a branch of the same name (T6). */
function readRef({ ref, refType }: WorkloadIdentity): string | null {
  if (ref === null || refType === null) return ref;
  const said = ref.startsWith('refs/tags/') ? 'tag' : 'branch';
  return said === refType ? ref : null;
}
