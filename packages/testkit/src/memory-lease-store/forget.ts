import type { Instant, Seconds } from '@connect-token/core';
import { allOf, type Memory } from './memory.ts';
import { isHolding } from './row.ts';

export function forget(memory: Memory, now: Instant, leaseKeep: Seconds): void {
  for (const marks of [memory.tombstones, memory.over]) {
    for (const [name, keepUntil] of marks) if (keepUntil < now) marks.delete(name);
  }
  for (const [name, { keepUntil }] of memory.idTokens) if (keepUntil < now) memory.idTokens.delete(name);
  const before = now - leaseKeep * 1_000;
  for (const lease of allOf(memory)) {
    if (!isHolding(lease) && lease.expiresAt < before) memory.leases.delete(lease.id);
  }
}
