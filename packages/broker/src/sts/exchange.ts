import type { Clock, EventSink, Failure, IdGenerator, NonEmpty, WorkloadIdentity } from '@connect-token/core';
import type { Minted, Minter } from '@connect-token/lifecycle';
import { type Locations, locationOf } from '../locations.ts';
import { type Answer, refusal, success } from './answer.ts';
import { type SignIn, signIn } from './sign-in.ts';
import { formatTokenAnswer } from './token-answer.ts';
import { parseTokenRequest } from './token-request.ts';

export interface Exchange extends SignIn {
  readonly minter: Minter;
  readonly locations: Locations;
  readonly sink: EventSink;
  readonly clock: Clock;
  readonly ids: IdGenerator;
}

/** A job's ID token for a Connect token: read → verify → mint → answer. Each refusal is an event that the caller can quote. */
export async function exchange(
  around: Exchange,
  { body, idempotencyKey }: { readonly body: string; readonly idempotencyKey: string | undefined },
): Promise<Answer> {
  const asked = parseTokenRequest(body, idempotencyKey);
  if (!asked.ok) return refuse(around, asked.error, null);
  const { idToken, key, request } = asked.value;
  const signedIn = await signIn(around, idToken);
  if (!signedIn.ok) return refuse(around, signedIn.error.failures, signedIn.error.identity);

  const minted = await around.minter.mint({ identity: signedIn.value, key, request });
  if (!minted.ok) return refusal(minted.error.failures, minted.error.eventId);
  const location = locationOf(around.locations, minted.value.plan.server);
  if (!location.ok) return takeBack(around, minted.value, location.error);
  return success(formatTokenAnswer(minted.value, location.value, around.clock.now()));
}

function refuse(around: Exchange, failures: NonEmpty<Failure>, claims: WorkloadIdentity | null): Answer {
  const id = around.ids.ulid();
  around.sink.emit({
    id,
    at: around.clock.now(),
    kind: 'mint.refused',
    claims,
    failures,
    policyHash: null,
  });
  return refusal(failures, id);
}

/** A token that nobody is told where to use serves nobody. */
async function takeBack(around: Exchange, { leaseId }: Minted, failure: Failure): Promise<Answer> {
  await around.minter.revoke({ by: 'id', leaseId }, { kind: 'never' });
  return refuse(around, [failure], null);
}
