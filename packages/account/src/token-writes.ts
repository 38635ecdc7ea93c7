import { type BuiltInRule, type Failure, refuseOrder, type TokenOrder } from '@connect-token/core';
import { merging, type Schema, type Store, shareInTransaction } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { PlannedToken } from './planned-token.ts';
import { readServer } from './server-rows.ts';
import { insertToken, revokeToken } from './token-rows.ts';
import { insertTokens, type RevocationAsk, revokeTokens } from './tokens-together.ts';
import { readVaults } from './vault-rows.ts';

export interface TokenAsk {
  readonly order: TokenOrder;
  readonly token: PlannedToken;
}

/** `failure`: why it was not. */
export interface Written {
  readonly failure: Failure | undefined;
}

interface WriteParts {
  readonly store: Store;
  readonly builtIn: BuiltInRule;
}

/** Writes tokens as they are asked for, each under what may be granted at that moment; those of the same moment together. */
export function tokenWrites({ store, builtIn }: WriteParts): (ask: TokenAsk) => Promise<Written> {
  return merging<TokenAsk, Written>(store, {
    together: (asks) =>
      store.transact(async (trx) => {
        const decided = await decide(trx, builtIn, asks);
        const granted = asks.filter((_, index) => decided[index]?.failure === undefined);
        if (granted.length > 0)
          await insertTokens(
            trx,
            granted.map(({ token }) => token),
          );
        return decided;
      }),
    alone: (ask) =>
      store.transact(async (trx) => {
        const [decided = { failure: undefined }] = await decide(trx, builtIn, [ask]);
        if (decided.failure === undefined) await insertToken(trx, ask.token);
        return decided;
      }),
  });
}

/** In the order of the asks. */
async function decide(
  trx: Transaction<Schema>,
  builtIn: BuiltInRule,
  asks: readonly TokenAsk[],
): Promise<readonly Written[]> {
  await shareInTransaction(trx, 'what may be granted');
  const serverIds = [...new Set(asks.map(({ token }) => token.serverId))];
  const [vaults, ...found] = await Promise.all([
    readVaults(trx),
    ...serverIds.map((id) => readServer(trx, id)),
  ]);
  const servers = new Map(serverIds.map((id, index) => [id, found[index]]));
  return asks.map(({ order, token }) => ({
    failure: refuseOrder(order, { server: servers.get(token.serverId), vaults, builtIn }),
  }));
}

/** Ends tokens as they are asked for, those of the same moment together. */
export function tokenRevocations(store: Store): (ask: RevocationAsk) => Promise<'deleted' | 'absent'> {
  return merging<RevocationAsk, 'deleted' | 'absent'>(store, {
    together: (asks) => store.transact((trx) => revokeTokens(trx, asks), 'ending'),
    alone: ({ id, at }) => store.transact((trx) => revokeToken(trx, id, at), 'ending'),
    clashes: ({ id }) => [id.toLowerCase()],
  });
}
