import {
  type Instant,
  type Job,
  LEASE_MOVES,
  type Lease,
  type LeaseGroup,
  type LeaseIntent,
  type LeaseState,
  type RunAttempt,
  type TombstoneRule,
} from '@connect-token/core';
import { attemptOf, type LeaseRow, plain } from './row.ts';

/** Everything that a store remembers, in maps. */
export interface Memory {
  readonly leases: Map<string, LeaseRow>;
  /** By issuer and `jti`. */
  readonly idTokens: Map<string, { readonly leaseId: string; readonly keepUntil: Instant }>;
  /** By key: until when. */
  readonly tombstones: Map<string, Instant>;
  /** By `overKey`: until when. */
  readonly over: Map<string, Instant>;
}

export const emptyMemory = (): Memory => ({
  leases: new Map(),
  idTokens: new Map(),
  tombstones: new Map(),
  over: new Map(),
});

export const allOf = ({ leases }: Memory): readonly LeaseRow[] => [...leases.values()];

/** One arrow of `LEASE_MOVES`; `undefined` where none leads there from where the lease is. */
export function move(
  { leases }: Memory,
  id: string,
  state: LeaseState,
  change: Partial<Omit<LeaseRow, 'id' | 'state'>>,
): Lease | undefined {
  const lease = leases.get(id);
  if (lease === undefined || !LEASE_MOVES[lease.state].includes(state)) return undefined;
  const moved = { ...lease, ...change, state };
  leases.set(id, moved);
  return plain(moved);
}

export const idTokenKey = ({ issuer, tokenId }: Pick<LeaseIntent['idToken'], 'issuer' | 'tokenId'>): string =>
  JSON.stringify([issuer, tokenId]);

export const isBuried = ({ tombstones }: Memory, key: string, at: Instant): boolean =>
  isKept(tombstones.get(key), at);

export function bury(
  memory: Memory,
  key: string,
  rule: TombstoneRule,
  at: Instant,
): 'buried' | 'full' | 'unknown' {
  const buried = isBuried(memory, key, at);
  if (rule.kind === 'never') return buried ? 'buried' : 'unknown';
  const live = [...memory.tombstones.values()].filter((keepUntil) => keepUntil >= at).length;
  if (!buried && live >= rule.max) return 'full';
  keep(memory.tombstones, key, rule.keepUntil);
  return 'buried';
}

export function rememberOver({ over }: Memory, which: LeaseGroup, until: Instant): void {
  if (which.by === 'job') keep(over, overKey(which.job, which.job.checkRunId), until);
  else if (which.by === 'run-attempt') keep(over, overKey(which.attempt, null), until);
  else throw new Error('invariant: only a job or a run attempt is over');
}

export const isOver = ({ over }: Memory, job: Job, at: Instant): boolean =>
  isKept(over.get(overKey(job, null)), at) || isKept(over.get(overKey(job, job.checkRunId)), at);

const overKey = (attempt: RunAttempt, checkRunId: string | null): string =>
  JSON.stringify([attemptOf(attempt), checkRunId]);

const isKept = (until: Instant | undefined, at: Instant): boolean => until !== undefined && until >= at;

/** A second time only ever keeps it longer. */
function keep(marks: Map<string, Instant>, name: string, until: Instant): void {
  const before = marks.get(name) ?? until;
  marks.set(name, before > until ? before : until);
}
