import { type ActivityLog, type Clock, err, foldAscii, ok } from '@connect-token/core';
import type { Store } from '@connect-token/storage';
import { bearerChanges } from './bearer-changes.ts';
import { bearerAt, readRights } from './bearer-rows.ts';
import type { ConnectAccess } from './connect-access.ts';
import type { TokenAuthority } from './connect-token.ts';
import { gatheredLook } from './gathered-look.ts';
import type { ItemMakers } from './items/item-plan.ts';
import { itemSlices, openedItem, readFile } from './items/item-reading.ts';
import type { Sealing } from './sealing.ts';
import { readSights } from './sight-rows.ts';
import { readVaultOverviews } from './vault-rows.ts';
import { verifiedTokens } from './verified-tokens.ts';

export interface ConnectAccessParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly authority: TokenAuthority;
  readonly sealing: Sealing;
  readonly makers: ItemMakers;
  readonly activity: ActivityLog;
}

/** `ConnectAccess` over the embedded account. Ids may be given in any case. */
export function embeddedConnectAccess(parts: ConnectAccessParts): ConnectAccess {
  const { store, clock, authority, sealing, activity } = parts;
  const verify = verifiedTokens(authority);
  const rightOf = gatheredLook(store, readRights);
  const sightOf = gatheredLook(store, readSights);
  return {
    ...bearerChanges(parts),
    authenticate: async (bearer) => {
      const verified = await verify(bearer, clock.now());
      if (!verified.ok) return verified;
      // INVARIANT: asked anew each time, so that a revocation or a lost grant counts from the next call on. The clock is asked again as
      // well: a token may expire while its signature is checked, or in a queue.
      const found = bearerAt(await rightOf(verified.value.id), clock.now());
      return found === undefined ? err('not-valid') : ok(found);
    },
    look: async (bearer, { vaultId, itemId }) => {
      const verified = await verify(bearer, clock.now());
      if (!verified.ok) return verified;
      const address = { vaultId: foldAscii(vaultId), itemId: foldAscii(itemId) };
      const sight = await sightOf({ tokenId: verified.value.id, ...address });
      const found = bearerAt(sight?.right, clock.now());
      if (found === undefined) return err('not-valid');
      const item = sight?.item;
      return ok({
        bearer: found,
        item: () => (item === undefined ? undefined : openedItem(item, sealing, clock.now())),
      });
    },
    vaults: ({ reach }) =>
      store.transact(
        (trx) =>
          readVaultOverviews(
            trx,
            reach.map(({ vaultId }) => vaultId),
          ),
        'looking',
      ),
    vault: async (vaultId) => {
      const [vault] = await store.transact((trx) => readVaultOverviews(trx, [foldAscii(vaultId)]), 'looking');
      return vault;
    },
    items: (vaultId, filter) => itemSlices(parts, foldAscii(vaultId), filter),
    file: (vaultId, itemId, fileId) =>
      readFile(parts, {
        vaultId: foldAscii(vaultId),
        itemId: foldAscii(itemId),
        fileId: foldAscii(fileId),
      }),
    activity,
  };
}
