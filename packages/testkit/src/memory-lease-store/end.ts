import type {
  EndOutcome,
  EndReason,
  EventStamp,
  GroupEnd,
  Lease,
  LeaseGroup,
  LeaseSelector,
  TombstoneRule,
} from '@connect-token/core';
import { allOf, bury, type Memory, move, rememberOver } from './memory.ts';
import { byAge, isOfGroup, isOpen, isSelected, plain } from './row.ts';

export function end(
  memory: Memory,
  which: LeaseSelector,
  reason: EndReason,
  rule: TombstoneRule,
  { at }: EventStamp,
): EndOutcome {
  const lease = allOf(memory).find((row) => isSelected(row, which));
  if (lease === undefined) {
    return { kind: which.by === 'key' ? bury(memory, which.key, rule, at) : 'unknown' };
  }
  const ended = move(memory, lease.id, 'revoking', { endReason: reason, endedAt: at });
  return ended === undefined ? { kind: 'already', lease: plain(lease) } : { kind: 'ended', lease: ended };
}

export function endAll(
  memory: Memory,
  which: LeaseGroup,
  { reason, limit, over }: GroupEnd,
  newStamp: () => EventStamp,
): readonly Lease[] {
  if (over !== null) rememberOver(memory, which, over);
  return allOf(memory)
    .filter((lease) => isOpen(lease) && isOfGroup(lease, which))
    .toSorted(byAge)
    .slice(0, limit)
    .flatMap(({ id }) => move(memory, id, 'revoking', { endReason: reason, endedAt: newStamp().at }) ?? []);
}

export function abandon(memory: Memory, leaseId: string, { at }: EventStamp): boolean {
  if (memory.leases.get(leaseId)?.tokenId !== null) return false;
  const failed = move(memory, leaseId, 'failed', { endReason: 'abandoned', endedAt: at });
  return (failed ?? move(memory, leaseId, 'revoked', {})) !== undefined;
}
