import type { Minter } from '@connect-token/lifecycle';
import { type Locations, locationOf } from '../locations.ts';
import type { RefusalLog } from '../refusal-log.ts';
import { type Answer, refusal, success } from '../sts/answer.ts';
import { type SignIn, signIn } from '../sts/sign-in.ts';
import { formatPlanAnswer } from '../sts/token-answer.ts';
import { parseTokenRequest } from '../sts/token-request.ts';

export interface Plans extends SignIn {
  readonly minter: Pick<Minter, 'plan'>;
  readonly locations: Locations;
  readonly refuse: RefusalLog;
}

/**
 * What a token exchange would be answered, to the very same form: it is refused for the same reasons, and where it isn't, the ID token
 * has served. Without that, whoever finds a used one could go on asking what its job may have.
 */
export async function rehearseExchange(around: Plans, body: string): Promise<Answer> {
  const asked = parseTokenRequest(body, undefined);
  if (!asked.ok) return around.refuse(asked.error);
  const { idToken, key, request } = asked.value;
  const signedIn = await signIn(around, idToken);
  if (!signedIn.ok) return around.refuse(signedIn.error.failures);

  const planned = await around.minter.plan({ identity: signedIn.value, key, request });
  if (!planned.ok) return refusal(planned.error.failures, planned.error.eventId);
  const location = locationOf(around.locations, planned.value.plan.server);
  return location.ok
    ? success(formatPlanAnswer(planned.value, location.value))
    : around.refuse([location.error]);
}
