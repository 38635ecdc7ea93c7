import {
  err,
  isOfPolicy,
  type Lease,
  ok,
  type Result,
  runOf,
  type WorkloadIdentity,
} from '@connect-token/core';
import { answered } from './answered.ts';
import { type EndedGroups, endGroups } from './end-groups.ts';
import type { Refused } from './mint.ts';
import type { Reaper } from './reaper.ts';
import { listTokens, type StandingTokens, type TokenUses } from './standing-tokens.ts';
import type { Surroundings } from './surroundings.ts';
import { type EndedSwept, endSwept, listSwept, type SweepEnd, type Swept, type SweptPage } from './sweep.ts';
import { type Watched, watch } from './watched.ts';

type Answer<T> = Promise<Result<T, Refused>>;

/** What a job may ask beside its token. Each answer uses up the ID token that its question was signed in by, also where the answer is that something is away; what the policy refuses uses up nothing. */
export interface Workload {
  /**
   * Ends what the caller's own run holds, in this attempt and in others. It says nothing of what comes: a job of the run that mints
   * later gets its token. `POLICY_DENIED` where no rule is about the repository.
   */
  endRun(identity: WorkloadIdentity): Answer<EndedGroups>;
  /** Open leases of the repositories that a rule lets it read. */
  listLeases(identity: WorkloadIdentity, page: SweptPage): Answer<Swept<Lease>>;
  /** Ends leases of the repositories that a rule lets it end. */
  endLeases(identity: WorkloadIdentity, end: SweepEnd): Answer<EndedSwept>;
  /** The account's tokens that are no lease's. */
  listTokens(identity: WorkloadIdentity, page: SweptPage): Answer<StandingTokens>;
}

export interface WorkloadSurroundings extends Surroundings {
  /** Left out where nobody knows of uses. */
  readonly tokenUses?: TokenUses;
}

export function createWorkload(around: WorkloadSurroundings, reaper: Pick<Reaper, 'wake'>): Workload {
  const watched = watch(around, reaper);
  return {
    endRun: (identity) => endRun(watched, identity),
    listLeases: (identity, page) => listSwept(watched, identity, page),
    endLeases: (identity, end) => endSwept(watched, identity, end),
    listTokens: (identity, page) => listTokens(watched, identity, page, around.tokenUses),
  };
}

const endRun = (around: Watched, identity: WorkloadIdentity): Answer<EndedGroups> =>
  answered(around, identity, {
    question: 'end-run',
    ends: true,
    allowed: (policy) =>
      isOfPolicy(policy, identity) ? ok(null) : err({ code: 'POLICY_DENIED', reasons: [] }),
    answer: () => {
      const note = `asked for by its attempt ${identity.runAttempt}`;
      const how = { reason: 'run', over: null, note, settleNow: true } as const;
      return endGroups(around, [{ by: 'own-run', run: runOf(identity) }], how);
    },
  });
