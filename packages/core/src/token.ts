import { meet } from './access.ts';
import type { TokenVault } from './scope.ts';
import { grantOf, type Server } from './server.ts';
import type { Instant } from './time.ts';

/** A Connect access token as the control plane lists it; never the secret itself. */
export interface Token {
  /** The JWT's `jti`. */
  readonly id: string;
  /** Not unique. */
  readonly name: string;
  readonly serverId: string;
  readonly vaults: readonly TokenVault[];
  readonly createdAt: Instant;
  /** `null`: it never expires, as with `op`. A lease's token always has one. */
  readonly expiresAt: Instant | null;
  readonly state: TokenState;
}

/** As 1Password stores it; *expired* is derived. Source: the `state` of `op connect token list --format json`. */
export type TokenState = 'ACTIVE' | 'REVOKED';

/** Whether a token serves at an instant: from `exp` on it doesn't (RFC 7519 §4.1.4). */
export const isLive = (token: Pick<Token, 'state' | 'expiresAt'>, at: Instant): boolean =>
  token.state === 'ACTIVE' && (token.expiresAt === null || at < token.expiresAt);

/** Effective access: the token's scope ∩ what its server is granted now. */
export function reach(token: Pick<Token, 'vaults'>, server: Server): readonly TokenVault[] {
  return token.vaults.flatMap(({ vaultId, access }) => {
    const grant = grantOf(server, vaultId);
    const shared = grant === undefined ? undefined : meet(grant.access, access);
    return shared === undefined ? [] : [{ vaultId, access: shared }];
  });
}
