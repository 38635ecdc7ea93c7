import type { Actor, Group, ManagedServer, ManagedVault, Person, Server, Vault } from '@connect-token/core';
import { BUILT_IN, CONFIGURATION, FINANCE, INBOX, PRODUCTION, START } from '../control-plane/world.ts';

/** What an account begins with. */
export interface Seed {
  readonly vaults: readonly ManagedVault[];
  readonly servers: readonly ManagedServer[];
  readonly people: readonly Person[];
  readonly groups: readonly Group[];
}

const idOf = (name: string): string => name.toLowerCase().padEnd(26, '0');

const person = (name: string): Person => ({ id: idOf(name), name: `${name}@acme.example` });

/** The only Owner. */
export const ADA = person('ada');
/** In `PLATFORM`, which manages all servers once it is asked to. */
export const BOB = person('bob');
/** In `SHOP`, which manages a server of its own once it is asked to. */
export const EVE = person('eve');
/** In no group. */
export const DAN = person('dan');

export const PEOPLE = [ADA, BOB, EVE, DAN] as const;

const group = (name: string, type: Group['type'], members: readonly Person[]): Group => ({
  id: idOf(name),
  name,
  type,
  members: members.map(({ id }) => id),
});

export const OWNERS = group('Owners', 'OWNERS', [ADA]);
export const ADMINISTRATORS = group('Administrators', 'ADMINISTRATORS', []);
export const PLATFORM = group('Platform', 'USER_DEFINED', [BOB]);
export const SHOP = group('Shop', 'USER_DEFINED', [EVE]);

/** A vault that nobody has changed, and that holds nothing. */
export const newVault = ({ id, name, type }: Vault): ManagedVault => ({
  id,
  name,
  type,
  attributeVersion: 1,
  contentVersion: 1,
  items: 0,
  createdAt: START,
  updatedAt: START,
});

/** A server that nobody has changed, and that has had no token. */
export const newServer = ({ id, name, grants }: Server): ManagedServer => ({
  id,
  name,
  grants,
  fixedVaults: null,
  createdAt: START,
  tokensVersion: 1,
});

/** Servers are made through the port. */
export const SEED: Seed = {
  vaults: [PRODUCTION, CONFIGURATION, INBOX, FINANCE, ...BUILT_IN].map(newVault),
  servers: [],
  people: PEOPLE,
  groups: [OWNERS, ADMINISTRATORS, PLATFORM, SHOP],
};

/** Whoever holds the data directory. */
export const HOLDER: Actor = { kind: 'owner' };

export const actorOf = ({ id }: Person): Actor => ({ kind: 'person', personId: id });

export const NOWHERE = 'nowhere0000000000000000000';
