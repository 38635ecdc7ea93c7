import {
  err,
  type Failure,
  type Instant,
  instant,
  type NonEmpty,
  ok,
  plus,
  type Result,
  seconds,
  secondsUntil,
  type WorkloadIdentity,
} from '@connect-token/core';
import { type JobClaims, readClaims } from './claims.ts';
import type { JsonObject, JsonValue } from './strict-json.ts';

/** How far the issuer's clock and ours may disagree, both ways. */
export const LEEWAY = seconds(60);

/** A job asks for its ID token right before it mints: an older one was lying about (T20, T22). Measured by `iat`. */
export const ID_TOKEN_AGE_MAX = seconds(600);

/** GitHub's live five minutes; what is signed for longer than a day isn't meant for one job. */
const ID_TOKEN_LIFETIME_MAX = seconds(86_400);

/**
 * The job that signed claims speak of, held against audience and time. Fails with `ID_TOKEN_AUDIENCE`, with every
 * `ID_TOKEN_CLAIM_INVALID` at once, or with `ID_TOKEN_EXPIRED`, `ID_TOKEN_NOT_YET_VALID` or `ID_TOKEN_TOO_OLD`.
 */
export function readIdentity(
  payload: JsonObject,
  { issuer, audience, now }: { readonly issuer: string; readonly audience: string; readonly now: Instant },
): Result<WorkloadIdentity, NonEmpty<Failure>> {
  const seen = payload['aud'];
  // One text, equal to ours: a list would let a token serve here and elsewhere (T18).
  if (seen !== audience) return err([{ code: 'ID_TOKEN_AUDIENCE', seen: show(seen), expected: audience }]);
  const claims = readClaims(payload);
  if (!claims.ok) return claims;
  const untimely = refuseTimes(claims.value, now);
  return untimely === undefined ? ok(identityOf(claims.value, issuer)) : err([untimely]);
}

const show = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : value === undefined ? '(none)' : JSON.stringify(value);

const at = (numericDate: number): Instant => instant(numericDate * 1000);

function refuseTimes({ iat, nbf, exp }: JobClaims, now: Instant): Failure | undefined {
  const lifetime = exp - iat;
  if (lifetime <= 0 || lifetime > ID_TOKEN_LIFETIME_MAX) {
    const problem = `is not within ${ID_TOKEN_LIFETIME_MAX} seconds after \`iat\``;
    return { code: 'ID_TOKEN_CLAIM_INVALID', claim: 'exp', problem };
  }
  if (now >= plus(at(exp), LEEWAY)) return { code: 'ID_TOKEN_EXPIRED', expiredAt: at(exp), now };
  const validFrom = at(Math.max(nbf, iat));
  if (validFrom > plus(now, LEEWAY)) return { code: 'ID_TOKEN_NOT_YET_VALID', validFrom, now };
  if (now > plus(at(iat), ID_TOKEN_AGE_MAX))
    return { code: 'ID_TOKEN_TOO_OLD', age: secondsUntil(at(iat), now), max: ID_TOKEN_AGE_MAX };
  return undefined;
}

const identityOf = (claims: JobClaims, issuer: string): WorkloadIdentity => ({
  issuer,
  subject: claims.sub,
  tokenId: claims.jti,
  issuedAt: at(claims.iat),
  expiresAt: at(claims.exp),
  repositoryId: claims.repository_id,
  repositoryOwnerId: claims.repository_owner_id,
  repository: claims.repository,
  runId: claims.run_id,
  runAttempt: claims.run_attempt,
  checkRunId: claims.check_run_id,
  ref: claims.ref,
  refType: claims.ref_type,
  environment: claims.environment,
  event: claims.event_name,
  workflowRef: claims.workflow_ref,
  jobWorkflowRef: claims.job_workflow_ref,
});
