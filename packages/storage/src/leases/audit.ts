import type { AuditRecord, EventStamp, LeaseIntent, LeaseState } from '@connect-token/core';
import type { Transaction } from 'kysely';
import type { Schema } from '../schema/schema.ts';

/** Written in the transaction of the change that it tells of (T40): no change without its record, no record without its change. */
export async function writeAudit(
  trx: Transaction<Schema>,
  stamp: EventStamp,
  state: LeaseState,
  leaseId: string,
  detail: AuditRecord['detail'],
): Promise<void> {
  const kind: AuditRecord['kind'] = `lease.${state}`;
  await trx
    .insertInto('audit')
    .values({ id: stamp.id, at: stamp.at, kind, lease_id: leaseId, detail: JSON.stringify(detail) })
    .execute();
}

/** The intent's record is the whole story of who got what and by which rule. The key stays out: the lease has it. */
export const intentDetail = ({ lease, claims }: LeaseIntent): AuditRecord['detail'] => ({
  claims,
  tokenName: lease.tokenName,
  serverId: lease.serverId,
  vaults: lease.vaults,
  rule: lease.rule,
  policyHash: lease.policyHash,
  expiresAt: lease.expiresAt,
});
