import {
  type CallFailure,
  type Clock,
  isLive,
  type Management,
  ok,
  type Result,
  sameId,
} from '@connect-token/core';
import { ACCESS_TOKEN_MAX } from '@connect-token/protocol';
import type { Introspection } from '@connect-token/protocol/management';

/** Which token a text is, by its signature and claims; `null` where it is none of this account's, or not valid any more. */
export type TokenVerifier = (token: string) => Promise<{ readonly tokenId: string } | null>;

export interface IntrospectionParts {
  readonly verify: TokenVerifier;
  readonly account: Management;
  readonly clock: Clock;
}

const INACTIVE: Introspection = { active: false };

/**
 * Whether a Connect token serves, and whose it is. A token whose lease ended doesn't, also where the control plane hasn't confirmed
 * yet: to the broker it is given back. Source: RFC 7662 §2.
 */
export async function introspect(
  token: string,
  { verify, account, clock }: IntrospectionParts,
): Promise<Result<Introspection, CallFailure>> {
  if (token.length > ACCESS_TOKEN_MAX || token.split('.').length !== 3) return ok(INACTIVE);
  const verified = await verify(token);
  if (verified === null) return ok(INACTIVE);
  const [tokens, leases] = await Promise.all([account.tokens.list(), account.leases.list()]);
  if (!tokens.ok) return tokens;
  if (!leases.ok) return leases;
  const known = tokens.value.find(({ id }) => sameId(id, verified.tokenId));
  const lease = leases.value.find(({ tokenId }) => tokenId !== null && sameId(tokenId, verified.tokenId));
  if (known === undefined || !isLive(known, clock.now())) return ok(INACTIVE);
  if (lease !== undefined && lease.state !== 'active') return ok(INACTIVE);
  return ok({
    active: true,
    token_type: 'Bearer',
    jti: known.id,
    sub: known.serverId,
    iat: Math.floor(known.createdAt / 1000),
    ...(known.expiresAt === null ? {} : { exp: Math.floor(known.expiresAt / 1000) }),
    ...(lease === undefined ? {} : { lease_id: lease.id }),
  });
}
