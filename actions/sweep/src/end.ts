import type { EndedLease, JobClient, OpenLease } from '@connect-token/broker-client';
import type { Failure } from '@connect-token/core';
import { SWEEP_END_MAX } from '@connect-token/protocol';

/** What the broker said of the leases that were to be ended. */
export interface Ended {
  readonly leases: readonly EndedLease[];
  /** Ended before, by somebody else. */
  readonly before: readonly string[];
  /** Ended before, and perhaps by this step: it had asked for it already, without an answer. */
  readonly perhaps: readonly string[];
  /** What wasn't to be ended, in the broker's eyes: its rule has no such repository, or another than the one it listed. */
  readonly unknown: readonly string[];
  /** Why there is no answer about the others. */
  readonly failure: Failure | null;
}

export const NOTHING_ENDED: Ended = { leases: [], before: [], perhaps: [], unknown: [], failure: null };

const REASON = 'GitHub says that the job is over';

/** Some at a time. A batch that fails is the last one; those before it stay ended, and the next sweep finds the others. */
export async function endAll(client: JobClient, leases: readonly OpenLease[]): Promise<Ended> {
  let ended = NOTHING_ENDED;
  for (let from = 0; from < leases.length; from += SWEEP_END_MAX) {
    const batch = leases.slice(from, from + SWEEP_END_MAX).map(({ id }) => id);
    const answer = await client.endLeases(batch, REASON);
    if (!answer.ok) return { ...ended, failure: answer.error };
    const { leases: now, before, unknown, askedAgain } = answer.value;
    ended = {
      leases: [...ended.leases, ...now],
      before: askedAgain ? ended.before : [...ended.before, ...before],
      perhaps: askedAgain ? [...ended.perhaps, ...before] : ended.perhaps,
      unknown: [...ended.unknown, ...unknown],
      failure: null,
    };
  }
  return ended;
}
