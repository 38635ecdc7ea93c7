import type { CreditPlan, Server, Vault } from '@connect-token/core';
import { type Schema, type Store, sharedRead } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { readServers } from './server-rows.ts';
import { readVaults } from './vault-rows.ts';

/** What a mint looks at before it asks for anything. */
export interface Offer {
  readonly plan: CreditPlan;
  readonly vaults: readonly Vault[];
  readonly servers: readonly Server[];
}

/** All of it at once: each mint needs it all, and those that come at the same time share it. */
export const offerOf = (
  store: Store,
  readPlan: (trx: Transaction<Schema>) => Promise<CreditPlan>,
): (() => Promise<Offer>) =>
  sharedRead(store, async (trx) => {
    const [plan, vaults, servers] = await Promise.all([readPlan(trx), readVaults(trx), readServers(trx)]);
    return { plan, vaults, servers };
  });
