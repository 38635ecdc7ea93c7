import { type BuiltInRule, type Failure, refuseOrder, type TokenOrder } from '@connect-token/core';
import { merging, type Schema, type Store, shareInTransaction } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { Offer, Offers } from './offer.ts';
import type { PlannedToken } from './planned-token.ts';
import { insertToken, revokeToken } from './token-rows.ts';
import { insertTokensUnder, type RevocationAsk, revokeTokens } from './tokens-together.ts';

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
  readonly offers: Offers;
}

/** Writes tokens as they are asked for, each under what may be granted at that moment; those of the same moment together. */
export function tokenWrites(parts: WriteParts): (ask: TokenAsk) => Promise<Written> {
  return merging<TokenAsk, Written>(parts.store, {
    together: (asks) => writeTogether(parts, asks),
    alone: (ask) => parts.store.transact((trx) => writeAlone(parts, trx, ask)),
  });
}

async function writeAlone(
  { offers, builtIn }: WriteParts,
  trx: Transaction<Schema>,
  ask: TokenAsk,
): Promise<Written> {
  await shareInTransaction(trx, 'what may be granted');
  const failure = refusalOf(ask, await offers.within(trx), builtIn);
  if (failure === undefined) await insertToken(trx, ask.token);
  return { failure };
}

/**
 * By what the last look found, and written only where that still holds. What it would refuse, and all of it where something has changed, is
 * left to be done alone.
 */
async function writeTogether(
  { store, offers, builtIn }: WriteParts,
  asks: readonly TokenAsk[],
): Promise<readonly (Written | undefined)[]> {
  const offer = offers.last();
  if (offer === undefined) return [];
  const granted = asks.filter((ask) => refusalOf(ask, offer, builtIn) === undefined);
  if (granted.length === 0) return [];
  const tokens = granted.map(({ token }) => token);
  const isWritten = await store.transact((trx) => insertTokensUnder(trx, tokens, offer.mark));
  return isWritten ? asks.map((ask) => (granted.includes(ask) ? { failure: undefined } : undefined)) : [];
}

const refusalOf = (
  { order, token }: TokenAsk,
  { serverOf, vaults }: Offer,
  builtIn: BuiltInRule,
): Failure | undefined => refuseOrder(order, { server: serverOf.get(token.serverId), vaults, builtIn });

/** Ends tokens as they are asked for, those of the same moment together. */
export function tokenRevocations(store: Store): (ask: RevocationAsk) => Promise<'deleted' | 'absent'> {
  return merging<RevocationAsk, 'deleted' | 'absent'>(store, {
    together: (asks) => store.transact((trx) => revokeTokens(trx, asks), 'ending'),
    alone: ({ id, at }) => store.transact((trx) => revokeToken(trx, id, at), 'ending'),
    clashes: ({ id }) => [id.toLowerCase()],
  });
}
