import { err, type LeaseStore } from '@connect-token/core';
import type { AuditLines } from './lines.ts';

/**
 * The same leases, of which none is granted while the second place of the audit trail doesn't take its lines (F37). All else goes on:
 * an end can't wait for a reader, and the database has its event.
 */
export const guardedLeases = (leases: LeaseStore, { refuse }: Pick<AuditLines, 'refuse'>): LeaseStore => ({
  ...leases,
  intend: async (intent, stamp) => {
    const refusal = refuse();
    return refusal === undefined ? leases.intend(intent, stamp) : err(refusal);
  },
  rehearse: async (intent, stamp) => {
    const refusal = refuse();
    return refusal === undefined ? leases.rehearse(intent, stamp) : err(refusal);
  },
});
