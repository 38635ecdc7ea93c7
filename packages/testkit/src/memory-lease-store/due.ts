import { dueAt, held, type Instant, type Lease, type LeaseCensus, type Retry } from '@connect-token/core';
import { allOf, type Memory } from './memory.ts';
import { byId, isHolding, type LeaseRow, plain } from './row.ts';

export function claim(memory: Memory, now: Instant, limit: number, until: Instant): readonly Lease[] {
  const due = dueLeases(memory).filter((each) => each.at <= now);
  return due.slice(0, limit).map(({ lease }) => {
    const claimed = { ...lease, nextTryAt: until, epoch: lease.epoch + 1 };
    memory.leases.set(lease.id, claimed);
    return plain(claimed);
  });
}

export function postpone(
  { leases }: Memory,
  { id, epoch }: Pick<Lease, 'id' | 'epoch'>,
  retry: Retry,
): boolean {
  const lease = leases.get(id);
  if (lease?.state !== 'revoking' || lease.epoch !== epoch) return false;
  leases.set(id, { ...lease, ...retry, stuckAt: lease.stuckAt ?? retry.stuckAt });
  return true;
}

export const nextDueAt = (memory: Memory): Instant | null => dueLeases(memory)[0]?.at ?? null;

export function census(memory: Memory, now: Instant): LeaseCensus {
  const holding = allOf(memory).filter(isHolding);
  const count = (state: Lease['state']): number => holding.filter((lease) => lease.state === state).length;
  const overdue = dueLeases(memory).filter(({ at }) => at < now);
  return {
    states: { intent: count('intent'), active: count('active'), revoking: count('revoking') },
    stuck: holding.filter(({ stuckAt }) => stuckAt !== null).length,
    overdue: overdue.length,
    oldestDueAt: overdue[0]?.at ?? null,
    held: held(holding),
  };
}

/** Oldest due first. */
const dueLeases = (memory: Memory): readonly { readonly lease: LeaseRow; readonly at: Instant }[] =>
  allOf(memory)
    .flatMap((lease) => {
      const at = dueAt(lease);
      return at === null ? [] : [{ lease, at }];
    })
    .toSorted((one, other) => one.at - other.at || byId(one.lease, other.lease));
