import {
  type AuditDetail,
  type AuditEvent,
  type AuditSubject,
  type EventStamp,
  formatInstant,
  type Lease,
  type LeaseEventKind,
  type LeaseIntent,
  type Orphan,
  vaultsDetail,
} from '@connect-token/core';
import type { Transaction } from 'kysely';
import { insertEvent } from '../audit/write.ts';
import type { Schema } from '../schema/schema.ts';

/** Written in the transaction of the change that it tells of (T40): no change without its event, no event without its change. */
export const writeLeaseEvent = (
  trx: Transaction<Schema>,
  stamp: EventStamp,
  kind: LeaseEventKind,
  lease: Told,
  detail: AuditDetail,
): Promise<void> => insertEvent(trx, leaseEvent(stamp, kind, lease, detail));

export const leaseEvent = (
  stamp: EventStamp,
  kind: LeaseEventKind,
  lease: Told,
  detail: AuditDetail,
): AuditEvent => ({ ...stamp, kind, actor: null, subject: subjectOf(lease), detail });

export const intentEvent = (stamp: EventStamp, intent: LeaseIntent): AuditEvent =>
  leaseEvent(stamp, 'lease.intent', { ...intent.lease, tokenId: null }, intentDetail(intent));

type Told = Pick<Lease, 'id' | 'tokenId' | 'serverId' | 'job'>;

/** On each event of a lease, so that one look at a run or a token finds them all. */
const subjectOf = ({ id, tokenId, serverId, job }: Told): AuditSubject => ({
  lease: id,
  ...(tokenId === null ? {} : { token: tokenId }),
  server: serverId,
  ...(job === null ? {} : { run: job.runId, repository: job.repositoryId }),
});

/** The intent's event is the whole story of who got what and by which rule. The key stays out: the lease has it. */
const intentDetail = ({ lease, claims }: LeaseIntent): AuditDetail => ({
  claims: {
    issuer: claims.issuer,
    subject: claims.subject,
    token_id: claims.tokenId,
    repository: claims.repository,
    repository_id: claims.repositoryId,
    repository_owner_id: claims.repositoryOwnerId,
    run_id: claims.runId,
    run_attempt: claims.runAttempt,
    check_run_id: claims.checkRunId,
    ref: claims.ref,
    ref_type: claims.refType,
    environment: claims.environment,
    event: claims.event,
    workflow_ref: claims.workflowRef,
    job_workflow_ref: claims.jobWorkflowRef,
  },
  token_name: lease.tokenName,
  vaults: vaultsDetail(lease.vaults),
  rule: lease.rule,
  policy_hash: lease.policyHash,
  expires_at: formatInstant(lease.expiresAt),
});

/** All that is known of a token whose lease isn't. */
export const orphanDetail = ({ tokenName, vaults, expiresAt }: Orphan): AuditDetail => ({
  token_name: tokenName,
  vaults: vaultsDetail(vaults),
  expires_at: expiresAt === null ? null : formatInstant(expiresAt),
});
