import {
  held,
  type Instant,
  type Lease,
  type LeaseStore,
  type OpenLeasesPage,
  type RunAttempt,
} from '@connect-token/core';
import { census, claim, nextDueAt, postpone } from './due.ts';
import { abandon, end, endAll } from './end.ts';
import { forget } from './forget.ts';
import { intend, rehearse, useIdToken } from './intend.ts';
import { allOf, emptyMemory, type Memory, move } from './memory.ts';
import { adopt, unexplained } from './orphan.ts';
import { attemptOf, byAge, byId, isHolding, isOpen, isSelected, plain } from './row.ts';

export interface MemoryLeaseStore extends LeaseStore {
  /** Every lease that holds something, oldest first: what an account in the same memory sees. */
  holdingLeases(): readonly Lease[];
  /** Whose token it is, or was; `null` for one that is no lease's. */
  leaseOf(tokenId: string): Lease | null;
}

/** What another store is compared with: the port's rules in plain maps, one after the other, with nothing to go wrong. */
export function memoryLeaseStore(instance = 'memory00'): MemoryLeaseStore {
  const memory = emptyMemory();
  return {
    instance,
    holdingLeases: () => allOf(memory).filter(isHolding).toSorted(byId).map(plain),
    leaseOf: (tokenId) => {
      const lease = allOf(memory).find((row) => row.tokenId === tokenId);
      return lease === undefined ? null : plain(lease);
    },
    intend: async (intent, stamp) => intend(memory, intent, stamp),
    rehearse: async (intent, stamp) => rehearse(memory, intent, stamp),
    useIdToken: async (idToken, stamp) => useIdToken(memory, idToken, stamp),
    activate: async (leaseId, { id, sha256 }) =>
      move(memory, leaseId, 'active', { tokenId: id, tokenSha256: sha256 }) !== undefined,
    abandon: async (leaseId, stamp) => abandon(memory, leaseId, stamp),
    end: async (which, reason, rule, stamp) => end(memory, which, reason, rule, stamp),
    endAll: async (which, how, newStamp) => endAll(memory, which, how, newStamp),
    settle: async (leaseId) => move(memory, leaseId, 'revoked', {}) !== undefined,
    postpone: async (lease, retry) => postpone(memory, lease, retry),
    find: async (which) => {
      const lease = allOf(memory).find((row) => isSelected(row, which));
      return lease && plain(lease);
    },
    claim: async (now, limit, until) => claim(memory, now, limit, until),
    nextDueAt: async () => nextDueAt(memory),
    unexplained: async (tokenNames) => unexplained(memory, tokenNames),
    adopt: async (orphan, stamp) => adopt(memory, orphan, stamp),
    openRuns: async (before, limit) => openRuns(memory, before, limit),
    openLeases: async (page) => openLeases(memory, page),
    heldCredits: async () => held(allOf(memory)),
    census: async (now) => census(memory, now),
    forget: async (now, leaseKeep) => forget(memory, now, leaseKeep),
  };
}

function openRuns(memory: Memory, before: Instant, limit: number): readonly RunAttempt[] {
  const attempts = allOf(memory)
    .filter((lease) => isOpen(lease) && lease.createdAt < before)
    .toSorted(byAge)
    .flatMap(({ job }) => (job === null ? [] : attemptOf(job)));
  const byText = new Map(attempts.map((attempt) => [JSON.stringify(attempt), attempt]));
  return [...byText.values()].slice(0, limit);
}

const openLeases = (
  memory: Memory,
  { issuer, repositoryIds, after, limit }: OpenLeasesPage,
): readonly Lease[] =>
  allOf(memory)
    .filter(
      (lease) =>
        isOpen(lease) && lease.job?.issuer === issuer && repositoryIds.includes(lease.job.repositoryId),
    )
    .filter(({ id }) => after === null || id > after)
    .toSorted(byId)
    .slice(0, limit)
    .map(plain);
