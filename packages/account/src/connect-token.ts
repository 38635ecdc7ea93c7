import {
  err,
  type Instant,
  instant,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
  secret,
  type TokenVault,
} from '@connect-token/core';
import { CompactSign, errors, type JWTPayload, jwtVerify } from 'jose';
import { accessBits } from './access-bits.ts';
import type { BearerProblem } from './connect-access.ts';
import { createRandomBytes } from './random-bytes.ts';
import { type SigningKey, TOKEN_ALGORITHM } from './signing-key.ts';

/** A token of a hundred vaults takes 6 KiB; what is larger isn't looked at (T21). */
export const TOKEN_BYTES_MAX = 16 * 1024;

const AUDIENCE = 'com.1password.connect';

const BEARER_SECRET_BYTES = 32;

const bearerSecret = createRandomBytes(BEARER_SECRET_BYTES);

/** Who signs tokens, and whose alone are accepted. */
export interface TokenAuthority {
  readonly accountId: string;
  /** `connect-token:<instance>`: ours, never to be taken for 1Password's. */
  readonly issuer: string;
  readonly key: SigningKey;
}

export interface TokenFacts {
  readonly id: string;
  readonly serverId: string;
  readonly vaults: NonEmpty<TokenVault>;
  readonly issuedAt: Instant;
  /** On a whole second: that is what a JWT can say. */
  readonly expiresAt: Instant | null;
}

/** The Connect access token itself. Source of the claims: 1Password's public web client; their meaning to Connect: 1password.dev. */
export async function signToken(
  { accountId, issuer, key }: TokenAuthority,
  { id, serverId, vaults, issuedAt, expiresAt }: TokenFacts,
): Promise<Secret<string>> {
  const claims: JWTPayload = {
    '1password.com/auuid': accountId,
    '1password.com/token': bearerSecret().toString('base64url'),
    '1password.com/fts': ['vaultaccess'],
    '1password.com/vts': vaults.map(({ vaultId, access }) => ({ u: vaultId, a: accessBits(access) })),
    iss: issuer,
    aud: [AUDIENCE],
    sub: serverId,
    jti: id,
    iat: Math.floor(issuedAt / 1000),
    ...(expiresAt === null ? {} : { exp: Math.floor(expiresAt / 1000) }),
  };
  const header = { alg: TOKEN_ALGORITHM, kid: key.id, typ: 'JWT' };
  const payload = Buffer.from(JSON.stringify(claims));
  return secret(await new CompactSign(payload).setProtectedHeader(header).sign(key.privateKey));
}

/** What a token says of itself, its signature being ours. */
export interface VerifiedToken {
  readonly id: string;
  readonly expiresAt: Instant | null;
}

/**
 * The claims of a token that this account signed, and whose own claims hold at that instant: from its `exp` on it is dead. What is
 * known of it since (revoked or not, what its server is granted) stands in the database.
 */
export async function verifyToken(
  { issuer, key }: TokenAuthority,
  bearer: string,
  now: Instant,
): Promise<Result<VerifiedToken, BearerProblem>> {
  if (bearer.length > TOKEN_BYTES_MAX) return err('not-valid');
  try {
    const { payload } = await jwtVerify(bearer, key.publicKey, {
      algorithms: [TOKEN_ALGORITHM],
      issuer,
      audience: AUDIENCE,
      currentDate: new Date(now),
    });
    if (typeof payload.jti !== 'string') return err('not-valid');
    return ok({ id: payload.jti, expiresAt: payload.exp === undefined ? null : instant(payload.exp * 1000) });
  } catch (error) {
    if (error instanceof errors.JOSEError) return err(problemOf(error));
    throw error;
  }
}

/** Another algorithm than ours, `none` included, is a signature that isn't ours (T15). */
function problemOf(error: errors.JOSEError): BearerProblem {
  const unsigned =
    error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JOSEAlgNotAllowed;
  return unsigned ? 'bad-signature' : 'not-valid';
}
