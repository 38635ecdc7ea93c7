import { type Instant, instant } from '@connect-token/core';
import type { Store } from '../store.ts';

/** When each of these tokens was last used: each by the last entry of its index, however many it has. A token that isn't there has none. */
export const lastUses = (store: Store, tokenIds: readonly string[]): Promise<ReadonlyMap<string, Instant>> =>
  store.transact(async (trx) => {
    const uses = await Promise.all(
      tokenIds.map((tokenId) =>
        trx
          .selectFrom('activity')
          .select(['token_id', 'at'])
          .where('token_id', '=', tokenId)
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst(),
      ),
    );
    return new Map(
      uses.flatMap((use) => (use === undefined ? [] : [[use.token_id, instant(use.at)] as const])),
    );
  });
