import type { RevocationState } from '@connect-token/broker-client';
import type { Failure, Result } from '@connect-token/core';
import { giveBackAlone, type ToGiveBack } from '@connect-token/job';

/** What became of a handle, and what it stood for. */
export interface Returned {
  readonly name: string;
  readonly outcome: Result<RevocationState, Failure>;
}

export interface ToReturn extends ToGiveBack {
  /** The lease of the last handle, where there is one; the handles before it bought nothing that arrived. */
  readonly leaseId: string | null;
}

export async function returnHandles({ leaseId, ...toGiveBack }: ToReturn): Promise<readonly Returned[]> {
  const outcomes = await giveBackAlone(toGiveBack);
  return outcomes.map((outcome, index) => ({
    name:
      leaseId !== null && index === outcomes.length - 1
        ? `the token of lease ${leaseId}`
        : 'a token that was asked for and never arrived',
    outcome,
  }));
}
