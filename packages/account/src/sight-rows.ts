import { type Access, covers } from '@connect-token/core';
import {
  askedAreFew,
  askedTable,
  askedText,
  type Bind,
  dialectOf,
  prepared,
  type Schema,
} from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { accessIn, RIGHT, rightOf, type TokenRight } from './bearer-rows.ts';
import { type StoredItem, withFiles } from './items/item-reading.ts';
import { SEALED_ITEM, sealedItemOf } from './items/item-rows.ts';

/** A token, and the item that it is shown for; in lower case. */
export interface SightAsk {
  readonly tokenId: string;
  readonly vaultId: string;
  readonly itemId: string;
}

export interface StoredSight {
  /** As far as that vault goes. */
  readonly right: TokenRight;
  /** Only where that right shows it. */
  readonly item: StoredItem | undefined;
}

interface AskedRow {
  readonly nr: number;
  readonly token_id: string;
  readonly vault_id: string;
  readonly item_id: string;
}

const READING = (['r', 'w', 'rw'] satisfies Access[]).filter((access) => covers(access, 'r'));

/** INVARIANT: an item is looked for by NULL, which finds nothing, unless the token may read it. So no token learns which ids exist. */
const SIGHTS = prepared((trx, bind: Bind<{ readonly asked: string }>) => {
  const asked = askedTable<AskedRow>(dialectOf(trx), bind('asked'), {
    nr: 'bigint',
    token_id: 'text',
    vault_id: 'text',
    item_id: 'text',
  });
  return trx
    .selectFrom(asked.as('asked'))
    .innerJoin('token', 'token.id', 'asked.token_id')
    .innerJoin('server', 'server.id', 'token.server_id')
    .leftJoin('token_vault', (join) =>
      join
        .onRef('token_vault.token_id', '=', 'token.id')
        .onRef('token_vault.vault_id', '=', 'asked.vault_id'),
    )
    .leftJoin('vault_grant', (join) =>
      join
        .onRef('vault_grant.server_id', '=', 'token.server_id')
        .onRef('vault_grant.vault_id', '=', 'token_vault.vault_id'),
    )
    .leftJoin('item', (join) =>
      join
        .on(({ eb, and, ref }) =>
          eb(
            'item.id',
            '=',
            eb
              .case()
              .when(
                and([
                  eb('token.state', '=', 'ACTIVE'),
                  eb('server.state', '=', 'ACTIVE'),
                  eb('token_vault.access', 'in', READING),
                  eb('vault_grant.access', 'in', READING),
                ]),
              )
              .then(ref('asked.item_id'))
              .end(),
          ),
        )
        .onRef('item.vault_id', '=', 'asked.vault_id'),
    )
    .select(['asked.nr', ...RIGHT])
    .select(SEALED_ITEM)
    .$if(dialectOf(trx) === 'postgres', (query) => query.where(askedAreFew('asked.nr')));
});

/**
 * In their order; `undefined` for a token that doesn't serve. One statement: a right and what is seen by it are of one moment. Names of
 * files, where there are any, are a second one.
 */
export async function readSights(
  trx: Transaction<Schema>,
  asks: readonly SightAsk[],
): Promise<readonly (StoredSight | undefined)[]> {
  const asked = askedText(
    asks.map(({ tokenId, vaultId, itemId }, nr) => ({
      nr,
      token_id: tokenId,
      vault_id: vaultId,
      item_id: itemId,
    })),
  );
  const { rows } = await trx.executeQuery(SIGHTS(trx, { asked }));
  const items = await withFiles(trx, rows.map(sealedItemOf));
  const sights: (StoredSight | undefined)[] = asks.map(() => undefined);
  for (const [index, row] of rows.entries()) {
    const ask = asks[row.nr];
    const right = ask && rightOf(ask.tokenId, row);
    if (ask === undefined || right === undefined) continue;
    const access = accessIn(row);
    if (access !== undefined) right.reach.push({ vaultId: ask.vaultId, access });
    sights[row.nr] = { right, item: items[index] };
  }
  return sights;
}
