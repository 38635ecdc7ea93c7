import {
  type BuiltInRule,
  type CallFailure,
  type Clock,
  type ControlPlane,
  err,
  type Failure,
  floorToSecond,
  type IssuedToken,
  type NonEmpty,
  ok,
  type Result,
  refuseOrder,
  seconds,
  type Token,
  type TokenOrder,
  type TokenVault,
} from '@connect-token/core';
import { type Store, StoreUnavailable } from '@connect-token/storage';
import { signToken, type TokenAuthority } from './connect-token.ts';
import { newId } from './identifier.ts';
import { readServer, readServers } from './server-rows.ts';

import { insertToken, readTokens, revokeToken } from './token-rows.ts';
import { readVaults } from './vault-rows.ts';

export interface ControlPlaneParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly authority: TokenAuthority;
  readonly builtIn: BuiltInRule;
}

/** The `ControlPlane` port over the embedded account. One process, one database: nothing lands late, and no list is stale. */
export function embeddedControlPlane(parts: ControlPlaneParts): ControlPlane {
  const { store, clock, builtIn } = parts;
  return {
    capabilities: {
      settlesWithin: seconds(0),
      listsMayBeStale: false,
      vaultTypesKnown: builtIn.typesKnown,
    },
    vaults: { list: () => answered(store.transact(readVaults)) },
    servers: { list: () => answered(store.transact(readServers)) },
    tokens: {
      create: (order) => createToken(parts, order),
      list: () => answered(store.transact(readTokens)),
      delete: (id) => answered(store.transact((trx) => revokeToken(trx, id, clock.now()))),
    },
  };
}

/** What the store answers, as the port has it. A store that is away has changed nothing. */
async function answered<T>(work: Promise<T>): Promise<Result<T, CallFailure>> {
  try {
    return ok(await work);
  } catch (error) {
    if (error instanceof StoreUnavailable) return refused(error.failure);
    throw error;
  }
}

const refused = (failure: Failure): Result<never, CallFailure> => err({ effect: 'none', failure });

/**
 * INVARIANT: no JWT leaves before its row is committed. It is signed before the transaction, so that no signature holds up the
 * writes of others and a failing one leaves no row; one that is refused, or whose row can't be written, is dropped unseen. Even
 * where a crash brought such a row back, nobody would have its token.
 */
async function createToken(
  { store, clock, authority, builtIn }: ControlPlaneParts,
  order: TokenOrder,
): Promise<Result<IssuedToken, CallFailure>> {
  const token = plannedToken(order, clock);
  const signed = await signToken(authority, { ...token, issuedAt: token.createdAt });
  const written = await answered(
    store.transact(async (trx): Promise<Failure | undefined> => {
      const server = await readServer(trx, token.serverId);
      const vaults = await readVaults(trx);
      const failure = refuseOrder(order, { server, vaults, builtIn });
      if (failure === undefined) await insertToken(trx, token);
      return failure;
    }),
  );
  if (!written.ok) return written;
  return written.value === undefined ? ok({ token, secret: signed }) : refused(written.value);
}

interface PlannedToken extends Token {
  readonly vaults: NonEmpty<TokenVault>;
}

/** Ids in the spelling that is stored; an expiry on its whole second, because rounding up would lengthen a life. */
function plannedToken({ name, serverId, scope, expiresAt }: TokenOrder, clock: Clock): PlannedToken {
  const [first, ...more] = scope;
  const vaultOf = ({ vault, access }: typeof first): TokenVault => ({
    vaultId: vault.id.toLowerCase(),
    access,
  });
  return {
    id: newId(),
    name,
    serverId: serverId.toUpperCase(),
    vaults: [vaultOf(first), ...more.map(vaultOf)],
    createdAt: clock.now(),
    expiresAt: expiresAt === null ? null : floorToSecond(expiresAt),
    state: 'ACTIVE',
  };
}
