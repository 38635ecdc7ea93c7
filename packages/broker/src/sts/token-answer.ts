import { type Instant, type MintPlan, permissionsOf, type Seconds, secondsUntil } from '@connect-token/core';
import type { CreditCount, Minted, Planned } from '@connect-token/lifecycle';
import {
  ACCESS_TOKEN_TYPE,
  CONNECT_VAULTS,
  type GrantedDetails,
  type PlanAnswer,
  type TokenAnswer,
} from '@connect-token/protocol';

/** The answer to a mint: the token, and what was granted, with ids. Source: RFC 8693 §2.2.1; RFC 9396 §7. */
export function formatTokenAnswer(
  { token, leaseId, plan, credits }: Minted,
  location: string,
  now: Instant,
): TokenAnswer {
  const expiresIn = secondsUntil(now, plan.expiresAt);
  return {
    access_token: token.reveal(),
    issued_token_type: ACCESS_TOKEN_TYPE,
    token_type: 'Bearer',
    expires_in: expiresIn,
    authorization_details: grantedBy(plan, location, expiresIn),
    lease_id: leaseId,
    ...reasonsOf(plan, credits),
  };
}

/** The answer to a rehearsal: the same, but for what was not made. */
export const formatPlanAnswer = ({ plan, credits }: Planned, location: string): PlanAnswer => ({
  authorization_details: grantedBy(plan, location, plan.lifetime),
  expires_in: plan.lifetime,
  ...reasonsOf(plan, credits),
});

const grantedBy = ({ server, scope }: MintPlan, location: string, expiresIn: Seconds): GrantedDetails => [
  {
    type: CONNECT_VAULTS,
    locations: [location],
    server: { id: server.id, name: server.name },
    vaults: scope.map(({ vault, access }) => ({
      vault: vault.id,
      name: vault.name,
      permissions: [...permissionsOf(access)],
    })),
    expires_in: expiresIn,
  },
];

/** Told to whoever was granted something, and to nobody else: a caller that is denied doesn't learn which rule nearly matched. */
const reasonsOf = ({ rule, lifetimeMax }: MintPlan, credits: CreditCount | null) => ({
  rule,
  lifetime_max: lifetimeMax,
  ...(credits === null ? {} : { credits }),
});
