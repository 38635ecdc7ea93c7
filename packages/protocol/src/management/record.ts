import { ACCOUNT_EVENT_KINDS, type AccountEvent, type HeldLease, LEASE_STATES } from '@connect-token/core';
import * as z from 'zod';
import { actorJson, formatActor, parseActor } from './group.ts';
import { formatInstant, idText, instantText, parseInstant } from './scalar.ts';

/** Who changed what. `subject`: the ids that the change is about, by noun. */
export const eventJson = z
  .object({
    id: idText,
    at: instantText,
    actor: actorJson,
    kind: z.enum(ACCOUNT_EVENT_KINDS),
    subject: z.record(z.string(), z.string()),
  })
  .meta({ id: 'AccountEvent' });

/** One job's hold on one token: no key, no hash. */
export const leaseJson = z
  .object({
    id: idText,
    state: z.enum(LEASE_STATES),
    server_id: idText,
    vault_ids: z.tuple([idText], idText),
    repository_id: z.string(),
    run_id: z.string(),
    run_attempt: z.string(),
    rule: z.string(),
    token_id: z.nullable(idText),
    created_at: instantText,
    expires_at: instantText,
  })
  .meta({ id: 'Lease' });

export const formatEvent = ({ id, at, actor, kind, subject }: AccountEvent): z.infer<typeof eventJson> => ({
  id,
  at: formatInstant(at),
  actor: formatActor(actor),
  kind,
  subject: { ...subject },
});

export const parseEvent = ({ id, at, actor, kind, subject }: z.infer<typeof eventJson>): AccountEvent => ({
  id,
  at: parseInstant(at),
  actor: parseActor(actor),
  kind,
  subject,
});

export const formatLease = (lease: HeldLease): z.infer<typeof leaseJson> => {
  const [first, ...more] = lease.vaultIds;
  return {
    id: lease.id,
    state: lease.state,
    server_id: lease.serverId,
    vault_ids: [first, ...more],
    repository_id: lease.repositoryId,
    run_id: lease.runId,
    run_attempt: lease.runAttempt,
    rule: lease.rule,
    token_id: lease.tokenId,
    created_at: formatInstant(lease.createdAt),
    expires_at: formatInstant(lease.expiresAt),
  };
};

export const parseLease = (json: z.infer<typeof leaseJson>): HeldLease => ({
  id: json.id,
  state: json.state,
  serverId: json.server_id,
  vaultIds: json.vault_ids,
  repositoryId: json.repository_id,
  runId: json.run_id,
  runAttempt: json.run_attempt,
  rule: json.rule,
  tokenId: json.token_id,
  createdAt: parseInstant(json.created_at),
  expiresAt: parseInstant(json.expires_at),
});
