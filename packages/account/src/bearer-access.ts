import { type Clock, err, isLive, ok, reach } from '@connect-token/core';
import type { Store } from '@connect-token/storage';
import type { ConnectAccess, ItemFilter } from './connect-access.ts';
import { type TokenAuthority, verifyToken } from './connect-token.ts';
import type { ItemOverview } from './items/item.ts';
import { readItemOverviews, readSealedItem } from './items/item-rows.ts';
import { openItem } from './items/item-seal.ts';
import type { SealingKey } from './seal.ts';
import { readServer } from './server-rows.ts';
import { readToken } from './token-rows.ts';
import { readVaultOverviews } from './vault-rows.ts';

export interface ConnectAccessParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly authority: TokenAuthority;
  readonly sealingKey: SealingKey;
}

/** `ConnectAccess` over the embedded account. */
export function embeddedConnectAccess({
  store,
  clock,
  authority,
  sealingKey,
}: ConnectAccessParts): ConnectAccess {
  return {
    authenticate: async (bearer) => {
      const verified = await verifyToken(authority, bearer, clock.now());
      if (!verified.ok) return verified;
      // INVARIANT: asked anew each time, so that a revocation or a lost grant counts from the next call on.
      return store.transact(async (trx) => {
        const token = await readToken(trx, verified.value);
        // Revoked while its signature was checked, or expired in a queue: what counts is the moment of the answer.
        if (token === undefined || !isLive(token, clock.now())) return err('not-valid');
        const server = await readServer(trx, token.serverId);
        if (server === undefined) return err('not-valid');
        return ok({ tokenId: token.id, serverId: server.id, reach: reach(token, server) });
      });
    },
    vaults: (bearer) =>
      store.transact((trx) =>
        readVaultOverviews(
          trx,
          bearer.reach.map(({ vaultId }) => vaultId),
        ),
      ),
    vault: async (vaultId) => {
      const [vault] = await store.transact((trx) => readVaultOverviews(trx, [vaultId.toLowerCase()]));
      return vault;
    },
    items: (vaultId, filter) => slices(store, vaultId.toLowerCase(), filter),
    item: async (vaultId, itemId) => {
      const found = await store.transact((trx) =>
        readSealedItem(trx, vaultId.toLowerCase(), itemId.toLowerCase()),
      );
      if (found === undefined) return undefined;
      const { overview, sealed } = found;
      return {
        ...overview,
        ...openItem(sealingKey, { ...overview, itemId: overview.id }, sealed),
        files: [],
      };
    },
    // No item has a file, and nothing can be written through this door, before both are built: who calls is told.
    file: async () => undefined,
    createItem: notBuilt,
    replaceItem: notBuilt,
    patchItem: notBuilt,
    deleteItem: notBuilt,
    activity: {
      admit: async () => {},
      record: async () => {},
      flush: async () => {},
      list: async () => ({ entries: [], total: 0 }),
    },
  };
}

const notBuilt = (): Promise<never> => Promise.reject(new Error('not built yet'));

async function* slices(store: Store, vaultId: string, filter: ItemFilter | null) {
  yield (await store.transact((trx) => readItemOverviews(trx, vaultId))).filter((item) =>
    matches(item, filter),
  );
}

function matches({ title, tags }: ItemOverview, filter: ItemFilter | null): boolean {
  if (filter === null) return true;
  if (filter.attribute === 'tag') return tags.includes(filter.text);
  return filter.operator === 'eq' ? title === filter.text : title.includes(filter.text);
}
