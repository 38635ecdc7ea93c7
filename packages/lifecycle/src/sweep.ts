import {
  err,
  isSwept,
  type Lease,
  ok,
  type Result,
  sweptRepositories,
  type WorkloadIdentity,
} from '@connect-token/core';
import { answered } from './answered.ts';
import { storeAway } from './call.ts';
import { eachOf } from './each-of.ts';
import { type EndedGroups, endGroups } from './end-groups.ts';
import type { Refused } from './mint.ts';
import type { Outcome } from './outcome.ts';
import type { Watched } from './watched.ts';

export interface SweptPage {
  /** Only what comes after the one of this id. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Swept<T> {
  readonly rows: readonly T[];
  /** What the next page comes after; `null`: there is none. */
  readonly next: string | null;
}

/** A page of rows that one more than its limit was asked for. */
export function pageOf<T extends { readonly id: string }>(rows: readonly T[], limit: number): Swept<T> {
  const shown = rows.slice(0, limit);
  return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

export const listSwept = (
  around: Watched,
  identity: WorkloadIdentity,
  { after, limit }: SweptPage,
): Promise<Result<Swept<Lease>, Refused>> =>
  answered(around, identity, {
    question: 'list-leases',
    ends: false,
    allowed: (policy) => sweptRepositories(policy, identity, 'read'),
    answer: (repositories) => {
      const page = { issuer: identity.issuer, repositoryIds: [...repositories], after, limit: limit + 1 };
      return stored(async () => pageOf(await around.leases.openLeases(page), limit));
    },
  });

export interface SweepEnd {
  readonly leaseIds: readonly string[];
  /** For the audit trail; one that `refuseNote` has nothing against. */
  readonly reason: string;
}

export interface EndedSwept extends EndedGroups {
  /** Ended before, by whatever way. */
  readonly before: readonly string[];
  /** No lease, or of a repository that isn't the caller's to sweep: which of both is nobody's business. */
  readonly unknown: readonly string[];
}

export const endSwept = (
  around: Watched,
  identity: WorkloadIdentity,
  { leaseIds, reason }: SweepEnd,
): Promise<Result<EndedSwept, Refused>> =>
  answered(around, identity, {
    question: 'end-leases',
    ends: true,
    allowed: (policy) => sweptRepositories(policy, identity, 'end'),
    answer: async (repositories) => {
      // A lease is one job's for ever: what is found out about it here is true when it is ended.
      const found = await stored(() => findAll(around, leaseIds));
      if (!found.ok) return found;
      const mine = found.value.filter((lease) => isSwept(lease, identity, repositories));
      const groups = mine.map(({ id }) => ({ by: 'lease', leaseId: id }) as const);
      const { repositoryId, runId } = identity;
      const note = `swept by run ${runId} of repository ${repositoryId}: ${reason}`;
      const ended = await endGroups(around, groups, { reason: 'sweep', over: null, note, settleNow: true });
      if (!ended.ok) return ended;
      const done = new Set(ended.value.listed.map(({ lease }) => lease.id));
      const known = new Set(mine.map(({ id }) => id));
      return ok({
        ...ended.value,
        before: [...known].filter((id) => !done.has(id)),
        unknown: leaseIds.filter((id) => !known.has(id)),
      });
    },
  });

/** Look-ups of one request at a time. */
const LANES = 16;

async function findAll(around: Watched, leaseIds: readonly string[]): Promise<readonly Lease[]> {
  const found: Lease[] = [];
  await eachOf([...new Set(leaseIds)], LANES, async (leaseId) => {
    const lease = await around.leases.find({ by: 'id', leaseId });
    if (lease !== undefined) found.push(lease);
  });
  return found;
}

async function stored<T>(read: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return ok(await read());
  } catch (cause) {
    return err([storeAway(cause)]);
  }
}
