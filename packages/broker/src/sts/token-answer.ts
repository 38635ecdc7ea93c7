import { type Instant, permissionsOf, secondsUntil } from '@connect-token/core';
import type { Minted } from '@connect-token/lifecycle';
import { ACCESS_TOKEN_TYPE, CONNECT_VAULTS, type TokenAnswer } from '@connect-token/protocol';

/** The answer to a mint: the token, and what was granted, with ids. Source: RFC 8693 §2.2.1; RFC 9396 §7. */
export function formatTokenAnswer(
  { token, leaseId, plan }: Minted,
  location: string,
  now: Instant,
): TokenAnswer {
  const expiresIn = secondsUntil(now, plan.expiresAt);
  return {
    access_token: token.reveal(),
    issued_token_type: ACCESS_TOKEN_TYPE,
    token_type: 'Bearer',
    expires_in: expiresIn,
    authorization_details: [
      {
        type: CONNECT_VAULTS,
        locations: [location],
        server: { id: plan.server.id, name: plan.server.name },
        vaults: plan.scope.map(({ vault, access }) => ({
          vault: vault.id,
          name: vault.name,
          permissions: [...permissionsOf(access)],
        })),
        expires_in: expiresIn,
      },
    ],
    lease_id: leaseId,
  };
}
