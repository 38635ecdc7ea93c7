import { hash as oneHash } from 'node:crypto';
import { err, type Instant, ok, type Result } from '@connect-token/core';
import type { BearerProblem } from './connect-access.ts';
import { TOKEN_BYTES_MAX, type TokenAuthority, type VerifiedToken, verifyToken } from './connect-token.ts';

/** Tokens whose signature was found good. More than a fleet of jobs uses within the minutes that theirs live; 200 bytes each. */
const REMEMBERED_MAX = 4_096;

/** The claims of a token, where its signature is good and they hold at that instant. */
export type VerifyBearer = (bearer: string, now: Instant) => Promise<Result<VerifiedToken, BearerProblem>>;

/**
 * `verifyToken`, which remembers that a signature was good: a token's bytes don't change, and what is known of it besides stands in the
 * database, which is asked each time. It is known by its SHA-256, so that no token stays in memory; one that was refused is not
 * remembered, so that nobody can push the others out with noise.
 */
export function verifiedTokens(authority: TokenAuthority): VerifyBearer {
  const remembered = new Map<string, VerifiedToken>();
  return async (bearer, now) => {
    if (bearer.length > TOKEN_BYTES_MAX) return err('not-valid');
    const hash = oneHash('sha256', bearer, 'base64');
    const known = remembered.get(hash);
    if (known !== undefined) {
      if (known.expiresAt !== null && now >= known.expiresAt) {
        remembered.delete(hash);
        return err('not-valid');
      }
      // The least recently used one goes first, which matters once there are too many.
      if (remembered.size === REMEMBERED_MAX) {
        remembered.delete(hash);
        remembered.set(hash, known);
      }
      return ok(known);
    }
    const verified = await verifyToken(authority, bearer, now);
    if (!verified.ok) return verified;
    remembered.set(hash, verified.value);
    if (remembered.size > REMEMBERED_MAX) {
      const [oldest] = remembered.keys();
      if (oldest !== undefined) remembered.delete(oldest);
    }
    return verified;
  };
}
