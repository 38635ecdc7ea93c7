import type { Instant, Token } from '@connect-token/core';
import {
  alone,
  askedAreFew,
  askedAs,
  askedRows,
  askedText,
  last,
  prepared,
  type Schema,
  shareInTransaction,
  writeAhead,
} from '@connect-token/storage';
import { type RawBuilder, sql, type Transaction } from 'kysely';

interface Asked {
  /** JSON: a list of rows. */
  readonly asked: string;
}

/**
 * Grows each server's `tokens_version` by what `changes` has of it. Everybody locks these rows in the same order, and last: whoever comes
 * next waits for them.
 */
const countAll = (changes: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  counted as materialized (select server_id, count(*) as changes from ${changes} group by server_id),
  locked as materialized (
    select server.id from server where server.id in (select server_id from counted) order by server.id for no key update
  ), grown as (
    update server set tokens_version = tokens_version + changes
    from counted join locked on locked.id = counted.server_id where server.id = locked.id
  )`;

/** Rows that are written where this holds, or none. */
const inserted = (asked: RawBuilder<string>, where: RawBuilder<unknown>) => {
  const columns = {
    id: 'text',
    name: 'text',
    server_id: 'text',
    created_at: 'bigint',
    expires_at: 'bigint',
  } as const;
  const names = sql.join(Object.keys(columns).map((column) => sql.ref(column)));
  return sql<{ readonly made: number }>`
    with asked as materialized (
      select * from ${askedRows(asked)} as ${askedAs('asked', { ...columns, vaults: 'text' })} where ${where}
    ), made as (
      insert into token (${names}, state) select ${names}, 'ACTIVE' from asked returning id, server_id
    ), granted as (
      insert into token_vault (token_id, vault_id, position, access)
      select made.id, value ->> 'vaultId', ordinality - 1, value ->> 'access'
      from made join asked on asked.id = made.id cross join json_array_elements(asked.vaults::json) with ordinality
    ), ${countAll(sql`made`)}
    select count(*)::int as made from made`;
};

const INSERT = prepared<Asked>((trx, bind) => {
  const text = inserted(bind('asked'), sql`true`);
  return { compile: () => text.compile(trx) };
});

const INSERT_UNDER = prepared<Asked & { readonly mark: string }, { readonly made: number }>((trx, bind) => {
  const text = inserted(bind('asked'), sql`exists (select from account where offer_mark = ${bind('mark')})`);
  return { compile: () => text.compile(trx) };
});

const tokenRows = (tokens: readonly Token[]): string =>
  askedText(
    tokens.map(({ id, name, serverId, createdAt, expiresAt, vaults }) => ({
      id,
      name,
      server_id: serverId,
      created_at: createdAt,
      expires_at: expiresAt,
      vaults: JSON.stringify(vaults),
    })),
  );

/** Active ones; in PostgreSQL only. */
export const insertTokens = (trx: Transaction<Schema>, tokens: readonly Token[]): Promise<void> =>
  writeAhead(trx, INSERT(trx, { asked: tokenRows(tokens) }));

/**
 * All of them, where what may be granted is still what it was under that mark, or none; whether they are. A whole unit, and one turn of the
 * network: nobody changes what may be granted between the look at the mark and the commit. In PostgreSQL only.
 */
export async function insertTokensUnder(
  trx: Transaction<Schema>,
  tokens: readonly Token[],
  mark: string,
): Promise<boolean> {
  await shareInTransaction(trx, 'what may be granted');
  const [row] = await last(trx, INSERT_UNDER(trx, { asked: tokenRows(tokens), mark }));
  return row?.made === tokens.length;
}

/** The state as an expression, which no index has: tokens are found by their ids, and not in the list of the active ones. */
const REVOKE = prepared<Asked, { readonly id: string }>((trx, bind) => {
  const text = sql<{ readonly id: string }>`
    with asked as materialized (
      select * from ${askedRows(bind('asked'))} as ${askedAs('asked', { id: 'text', at: 'bigint' })} where ${askedAreFew('asked.at')}
    ), held as materialized (
      select id from token where id in (select id from asked) for update skip locked
    ), gone as (
      update token set state = 'REVOKED', revoked_at = asked.at
      from asked join held on held.id = asked.id
      where token.id = held.id and token.state || '' = 'ACTIVE'
      returning token.id, token.server_id
    ), ${countAll(sql`gone`)}
    select id from gone`;
  return { compile: () => text.compile(trx) };
});

export interface RevocationAsk {
  readonly id: string;
  readonly at: Instant;
}

/**
 * A statement that is a whole unit, in PostgreSQL only. `undefined` for each token that it doesn't revoke: there is none, it is revoked
 * already, or another transaction holds it.
 */
export async function revokeTokens(
  trx: Transaction<Schema>,
  asks: readonly RevocationAsk[],
): Promise<readonly ('deleted' | undefined)[]> {
  const asked = asks.map(({ id, at }) => ({ id: id.toLowerCase(), at }));
  const rows = await alone(trx, () => REVOKE(trx, { asked: askedText(asked) }));
  const gone = new Set(rows.map(({ id }) => id));
  return asked.map(({ id }) => (gone.has(id) ? 'deleted' : undefined));
}
