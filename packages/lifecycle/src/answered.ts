import {
  err,
  type Failure,
  type JobQuestion,
  type NonEmpty,
  type Result,
  type TrustPolicy,
  type WorkloadIdentity,
} from '@connect-token/core';
import { storeAway } from './call.ts';
import { claimsOf } from './claims.ts';
import { idTokenUse } from './id-token-use.ts';
import type { Refused } from './mint.ts';
import type { Outcome } from './outcome.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

interface Asked<A, T> {
  readonly question: JobQuestion;
  /** It ends something: what only looks takes none of the space that is kept for ends (F15). */
  readonly ends: boolean;
  /** What the policy says, before anything is looked up or written. */
  readonly allowed: (policy: TrustPolicy) => Result<A, Failure>;
  readonly answer: (allowed: A) => Promise<Outcome<T>>;
}

/**
 * One question of a job that its ID token proves: allowed → ID token used up → answered. In this order a stranger with a valid token
 * writes nothing, and of two uses at the same time one is answered (T19). Each has an event, whose id a second use is told of.
 */
export async function answered<A, T>(
  around: Watched,
  identity: WorkloadIdentity,
  { question, ends, allowed, answer }: Asked<A, T>,
): Promise<Result<T, Refused>> {
  const stamp = stampNow(around);
  const policy = around.policy();
  const claims = claimsOf(identity);
  const refuse = (failures: NonEmpty<Failure>): Result<never, Refused> => {
    around.sink.emit({ ...stamp, kind: 'job.refused', claims, question, failures, policyHash: policy.hash });
    return err({ eventId: stamp.id, failures });
  };
  const verdict = allowed(policy);
  if (!verdict.ok) return refuse([verdict.error]);
  try {
    const replayed = await around.leases.useIdToken(
      idTokenUse(around, identity),
      stamp,
      ends ? 'for-end' : undefined,
    );
    if (replayed !== undefined) return refuse([replayed]);
  } catch (cause) {
    return refuse([storeAway(cause)]);
  }
  const done = await answer(verdict.value);
  if (!done.ok) return refuse(done.error);
  around.sink.emit({ ...stamp, kind: 'job.answered', claims, question });
  return done;
}
