import {
  type Access,
  type Instant,
  instant,
  isNonEmpty,
  type Server,
  type TokenOrder,
  type Vault,
} from '@connect-token/core';

/** The account that every implementation is asked to be: ids as 1Password has them, names that aren't unique, every vault type. */
export interface World {
  readonly vaults: readonly Vault[];
  readonly servers: readonly Server[];
}

const vault = (name: string, type: string): Vault => ({
  id: name.toLowerCase().replaceAll(' ', '').padEnd(26, '0'),
  name,
  type,
});

export const PRODUCTION = vault('Production', 'USER_CREATED');
export const CONFIGURATION = vault('Shared configuration', 'USER_CREATED');
export const INBOX = vault('Inbox', 'USER_CREATED');
export const FINANCE = vault('Finance', 'USER_CREATED');
export const BUILT_IN: readonly Vault[] = [
  vault('Private', 'PERSONAL'),
  vault('Shared', 'EVERYONE'),
  vault('Transfer', 'TRANSFER'),
];

/** Another vault of a name that exists. */
const NAMESAKE: Vault = { ...FINANCE, id: 'othervault0000000000000000' };

export const SERVER: Server = {
  id: 'SERVERPRODUCTION0000000000',
  name: 'Production',
  grants: [
    { vaultId: INBOX.id, access: 'w' },
    { vaultId: PRODUCTION.id, access: 'rw' },
    { vaultId: CONFIGURATION.id, access: 'r' },
  ],
};

/** Another server of the same name, with a vault that the first one has not. */
export const OTHER_SERVER: Server = {
  id: 'SERVEROTHER000000000000000',
  name: 'Production',
  grants: [{ vaultId: FINANCE.id, access: 'rw' }],
};

export const WORLD: World = {
  vaults: [PRODUCTION, CONFIGURATION, INBOX, FINANCE, NAMESAKE, ...BUILT_IN],
  servers: [SERVER, OTHER_SERVER],
};

/** When every test begins. */
export const START = instant(Date.UTC(2026, 10, 1, 12));

export const LATER: Instant = instant(START + 900_000);

export type Ask = readonly [Vault, Access];

export function order(asks: readonly Ask[], changes: Partial<TokenOrder> = {}): TokenOrder {
  const scope = asks.map(([asked, access]) => ({ vault: asked, access }));
  if (!isNonEmpty(scope)) throw new Error('an order names a vault');
  return { name: 'a token', serverId: SERVER.id, scope, expiresAt: LATER, ...changes };
}
