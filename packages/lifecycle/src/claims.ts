import type { EventClaims, WorkloadIdentity } from '@connect-token/core';

/** What an event says of its caller: which job it was, and what the rules could read. */
export function claimsOf({
  issuedAt: _issued,
  expiresAt: _expires,
  ...claims
}: WorkloadIdentity): EventClaims {
  return claims;
}
