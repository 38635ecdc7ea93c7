import { type Instant, isLive, type ManagedServer, type Token } from '@connect-token/core';
import { aclOf } from './acl.ts';
import { nameById } from './name-by-id.ts';
import type { Style } from './style.ts';
import { formatTable } from './table.ts';
import { formatExpiry, formatTime } from './time.ts';

/** The tokens' own `iss` begins with it, and goes on with the data directory's instance: never to be taken for 1Password's. */
const ISSUER = 'connect-token';
const AUDIENCE = 'com.1password.connect';

/** The fields of `op connect token list --format json`; `expires_at` only where there is an expiry. Source: op-js, its types. */
export const tokenRecord = ({ id, name, state, vaults, createdAt, expiresAt, serverId }: Token) => ({
  id,
  name,
  state,
  issuer: ISSUER,
  audience: AUDIENCE,
  features: ['vaultaccess'],
  vaults: vaults.map(({ vaultId, access }) => ({ id: vaultId, acl: aclOf(access) })),
  created_at: formatTime(createdAt),
  ...(expiresAt === null ? {} : { expires_at: formatTime(expiresAt) }),
  integration_id: serverId,
});

export function tokenTable(
  tokens: readonly Token[],
  servers: readonly ManagedServer[],
  now: Instant,
  colour: boolean,
): string {
  const nameOf = nameById(servers);
  return formatTable(
    ['ID', 'NAME', 'STATE', 'SERVER', 'VAULTS', 'EXPIRES'],
    tokens.map((token) => {
      const state = stateOf(token, now);
      return [
        token.id,
        token.name,
        { text: state, style: STYLES[state] },
        nameOf(token.serverId) ?? token.serverId,
        String(token.vaults.length),
        { text: expiryOf(token, now), style: expiryStyle(token, now) },
      ];
    }),
    colour,
  );
}

/** People see what is expired; 1Password's own states know active and revoked only. */
const stateOf = (token: Token, now: Instant): 'ACTIVE' | 'EXPIRED' | 'REVOKED' => {
  if (token.state === 'REVOKED') return 'REVOKED';
  return isLive(token, now) ? 'ACTIVE' : 'EXPIRED';
};

const STYLES = { ACTIVE: undefined, EXPIRED: 'dim', REVOKED: 'dim' } as const;

/** How far it is says nothing any more where it doesn't matter. */
const expiryOf = ({ state, expiresAt }: Token, now: Instant): string =>
  state === 'REVOKED' && expiresAt !== null ? formatTime(expiresAt) : formatExpiry(expiresAt, now);

const SOON_MS = 7 * 86_400_000;

/** What lives for ever, and what dies within a week, is worth a look. */
function expiryStyle(token: Token, now: Instant): Style | undefined {
  if (!isLive(token, now)) return 'dim';
  return token.expiresAt === null || token.expiresAt - now < SOON_MS ? 'yellow' : undefined;
}
