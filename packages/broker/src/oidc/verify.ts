import {
  type Clock,
  err,
  type Failure,
  type NonEmpty,
  type Result,
  type Secret,
  type WorkloadIdentity,
} from '@connect-token/core';
import { type CryptoKey, errors, jwtVerify } from 'jose';
import { parseCompactJws } from './compact-jws.ts';
import { LEEWAY, readIdentity } from './identity.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { ALGORITHM } from './key-set.ts';

/** Whom to believe, and what a token has to be for. */
export interface Trust {
  /** By the issuer, byte for byte as configured (T17). */
  readonly issuers: ReadonlyMap<string, IssuerKeys>;
  readonly audience: string;
  readonly clock: Clock;
}

/**
 * The job that an ID token proves: read → believe nothing → key of the configured issuer → signature → audience, claims and
 * times. Each failure has its own code, and none holds any of the token's text but single claims.
 * Source: RFC 8725; OpenID Connect Core 1.0 §3.1.3.7; threats T15–T23.
 */
export async function verifyIdToken(
  idToken: Secret<string>,
  { issuers, audience, clock }: Trust,
): Promise<Result<WorkloadIdentity, NonEmpty<Failure>>> {
  const jws = parseCompactJws(idToken.reveal());
  if (!jws.ok) return err([jws.error]);
  const { algorithm, kid, payload } = jws.value;
  if (algorithm !== ALGORITHM) return err([{ code: 'ID_TOKEN_ALGORITHM', algorithm, allowed: [ALGORITHM] }]);

  const iss = payload['iss'];
  const keys = typeof iss === 'string' ? issuers.get(iss) : undefined;
  if (keys === undefined)
    return err([{ code: 'ID_TOKEN_ISSUER_UNKNOWN', issuer: typeof iss === 'string' ? iss : '' }]);
  const key = await keys.find(kid);
  if (!key.ok) return err([key.error]);

  const { issuer } = keys;
  const now = clock.now();
  const refused = await refuseSignature(idToken, key.value, { issuer, audience, now: new Date(now) });
  // Only claims that the issuer signed are read. jose holds them against audience and time as well; ours comes second and
  // says more, so its answer is the one that counts where both refuse.
  if (refused === 'signature') return err([{ code: 'ID_TOKEN_SIGNATURE_INVALID', issuer }]);
  const identity = readIdentity(payload, { issuer, audience, now });
  if (!identity.ok || refused === undefined) return identity;
  return err([{ code: 'ID_TOKEN_CLAIM_INVALID', claim: refused.claim, problem: 'is refused' }]);
}

type SignatureProblem = 'signature' | { readonly claim: string };

async function refuseSignature(
  idToken: Secret<string>,
  key: CryptoKey,
  { issuer, audience, now }: { readonly issuer: string; readonly audience: string; readonly now: Date },
): Promise<SignatureProblem | undefined> {
  try {
    await jwtVerify(idToken.reveal(), key, {
      algorithms: [ALGORITHM],
      issuer,
      audience,
      currentDate: now,
      clockTolerance: LEEWAY,
    });
    return undefined;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired || cause instanceof errors.JWTClaimValidationFailed)
      return { claim: cause.claim };
    if (cause instanceof errors.JOSEError) return 'signature';
    throw cause;
  }
}
