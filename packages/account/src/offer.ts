import { type CreditPlan, type Server, strictestPlan, type Vault } from '@connect-token/core';
import { type Schema, type Store, sharedRead } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { readTerms } from './plan-rows.ts';
import { readServers } from './server-rows.ts';
import { readVaults } from './vault-rows.ts';

/** What a mint looks at before it asks for anything. */
export interface Offer {
  readonly plan: CreditPlan;
  readonly vaults: readonly Vault[];
  readonly servers: readonly Server[];
  /** By their ids, in upper case. */
  readonly serverOf: ReadonlyMap<string, Server>;
  /** Whether it is still true: another one stands in the account after each change of vaults, servers and grants. */
  readonly mark: string;
}

export interface Offers {
  /** As it is now: those who ask at the same time share a look. */
  now(): Promise<Offer>;
  /** As this transaction sees it. */
  within(trx: Transaction<Schema>): Promise<Offer>;
  /** As the last look found it, if there was one. What is decided by it is to be held against its mark. */
  last(): Offer | undefined;
}

/**
 * An account may have ten thousand servers, and changes seldom. So a look reads its mark, and the rest only where the mark is another
 * one than at the last look. Where a change comes in between the two, what is kept is newer than its mark, and the next look reads again.
 */
export function offersOf(store: Store, ceiling: CreditPlan): Offers {
  let last: Offer | undefined;
  const within = async (trx: Transaction<Schema>): Promise<Offer> => {
    const { plan: own, mark } = await readTerms(trx);
    const plan = strictestPlan(ceiling, own);
    if (last?.mark === mark) return { ...last, plan };
    const [vaults, servers] = await Promise.all([readVaults(trx), readServers(trx)]);
    const serverOf = new Map(servers.map((server) => [server.id, server]));
    last = { plan, vaults, servers, serverOf, mark };
    return last;
  };
  return { now: sharedRead(store, within), within, last: () => last };
}
