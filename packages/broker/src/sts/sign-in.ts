import {
  err,
  type Failure,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
  type WorkloadIdentity,
} from '@connect-token/core';
import { type Trust, verifyIdToken } from '../oidc/verify.ts';
import type { RateLimit } from '../rate-limit.ts';

export interface SignIn {
  readonly trust: Trust;
  /** By issuer and repository: whatever a job asks takes of the same. */
  readonly mintRate: RateLimit;
}

interface NotSignedIn {
  readonly failures: NonEmpty<Failure>;
  /** Whose ID token it was, where that is proven. */
  readonly identity: WorkloadIdentity | null;
}

/** The job that an ID token proves, where its repository hasn't asked too often. The token isn't used up by this. */
export async function signIn(
  { trust, mintRate }: SignIn,
  idToken: Secret<string>,
): Promise<Result<WorkloadIdentity, NotSignedIn>> {
  const verified = await verifyIdToken(idToken, trust);
  if (!verified.ok) return err({ failures: verified.error, identity: null });
  const identity = verified.value;
  const tooMany = mintRate.take(`${identity.issuer} ${identity.repositoryId}`);
  return tooMany === undefined ? ok(identity) : err({ failures: [tooMany], identity });
}
