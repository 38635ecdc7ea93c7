import type { EndedLease, JobClient, OpenLease } from '@connect-token/broker-client';
import { type Failure, ok, type Result } from '@connect-token/core';
import { SWEEP_END_MAX } from '@connect-token/protocol';

export interface Ended {
  readonly leases: readonly EndedLease[];
  /** What wasn't to be ended, in the broker's eyes: its rule has no such repository, or another than the one it listed. */
  readonly unknown: readonly string[];
}

const REASON = 'GitHub says that the job is over';

/** Some at a time. A batch that fails ends the step; those before it stay ended, and the next sweep finds the others. */
export async function endAll(
  client: JobClient,
  leases: readonly OpenLease[],
): Promise<Result<Ended, Failure>> {
  const ended: EndedLease[] = [];
  const unknown: string[] = [];
  for (let from = 0; from < leases.length; from += SWEEP_END_MAX) {
    const batch = leases.slice(from, from + SWEEP_END_MAX).map(({ id }) => id);
    const answer = await client.endLeases(batch, REASON);
    if (!answer.ok) return answer;
    ended.push(...answer.value.leases);
    unknown.push(...answer.value.unknown);
  }
  return ok({ leases: ended, unknown });
}
