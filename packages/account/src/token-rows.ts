import { type Instant, instant, type Token, type TokenVault } from '@connect-token/core';
import { type Bind, dialectOf, prepared, type Schema, writeAhead } from '@connect-token/storage';
import { type CompiledQuery, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely';
import { groupBy } from './group-by.ts';
import { insertTokens } from './tokens-together.ts';

interface TokenValues {
  readonly id: string;
  readonly name: string;
  readonly server_id: string;
  readonly state: Token['state'];
  readonly created_at: number;
  readonly expires_at: number | null;
  /** JSON: `[{"vaultId": "…", "access": "r"}]`, in the order asked for. */
  readonly vaults: string;
}

const TOKEN_COLUMNS = ['id', 'name', 'server_id', 'state', 'created_at', 'expires_at'] as const;

const insertTokenRow = (bind: Bind<TokenValues>) => sql`
  insert into token (${sql.join(TOKEN_COLUMNS.map((column) => sql.ref(column)))})
  values (${sql.join(TOKEN_COLUMNS.map((column) => bind(column)))})`;

const INSERT_TOKEN = prepared<TokenValues>((trx, bind) => rawOf(trx, insertTokenRow(bind)));

const INSERT_VAULTS = prepared<TokenValues>((trx, bind) =>
  rawOf(
    trx,
    sql`insert into token_vault (token_id, vault_id, position, access)
      select ${bind('id')}, value ->> 'vaultId', key, value ->> 'access' from json_each(${bind('vaults')})`,
  ),
);

const COUNT_CHANGE = prepared<{ readonly serverId: string }>((trx, bind) =>
  trx
    .updateTable('server')
    .set(({ eb }) => ({ tokens_version: eb('tokens_version', '+', 1) }))
    .where('id', '=', bind('serverId')),
);

export async function insertToken(trx: Transaction<Schema>, token: Token): Promise<void> {
  if (dialectOf(trx) === 'postgres') return insertTokens(trx, [token]);
  const values = {
    id: token.id,
    name: token.name,
    server_id: token.serverId,
    state: token.state,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    vaults: JSON.stringify(token.vaults),
  };
  await writeAhead(trx, INSERT_TOKEN(trx, values), INSERT_VAULTS(trx, values));
  await countTokenChange(trx, token.serverId);
}

/** Active and revoked ones, oldest first. */
export async function readTokens(trx: Transaction<Schema>): Promise<readonly Token[]> {
  const rows = await trx.selectFrom('token').selectAll().orderBy('created_at').orderBy('id').execute();
  const vaults = await trx
    .selectFrom('token_vault')
    .select(['token_id', 'vault_id as vaultId', 'access'])
    .orderBy('token_id')
    .orderBy('position')
    .execute();
  return tokensOf(rows, vaults);
}

/** Those that aren't revoked, of one server or of all: few beside all that there ever were. An expired one may be among them. */
export async function readActiveTokens(
  trx: Transaction<Schema>,
  serverId?: string,
): Promise<readonly Token[]> {
  const active = trx
    .selectFrom('token')
    // Written into the statement: only then can SQLite tell that the partial index has every row (sqlite.org/partialindex.html §3).
    .where('state', '=', sql.lit('ACTIVE'))
    .$if(serverId !== undefined, (query) => query.where('server_id', '=', serverId ?? ''));
  const rows = await active.selectAll().orderBy('created_at').orderBy('id').execute();
  const vaults = await trx
    .selectFrom('token_vault')
    .select(['token_id', 'vault_id as vaultId', 'access'])
    .where('token_id', 'in', active.select('id'))
    .orderBy('token_id')
    .orderBy('position')
    .execute();
  return tokensOf(rows, vaults);
}

function tokensOf(
  rows: readonly Selectable<Schema['token']>[],
  vaults: readonly (TokenVault & { readonly token_id: string })[],
): readonly Token[] {
  const vaultsOf = groupBy(vaults, ({ token_id }) => token_id);
  return rows.map((row) => tokenOf(row, vaultsOf.get(row.id) ?? []));
}

export async function readToken(trx: Transaction<Schema>, id: string): Promise<Token | undefined> {
  const row = await trx.selectFrom('token').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) return undefined;
  const vaults = await trx
    .selectFrom('token_vault')
    .select(['vault_id as vaultId', 'access'])
    .where('token_id', '=', id)
    .orderBy('position')
    .execute();
  return tokenOf(row, vaults);
}

const tokenOf = (row: Selectable<Schema['token']>, vaults: readonly TokenVault[]): Token => ({
  id: row.id,
  name: row.name,
  serverId: row.server_id,
  vaults: vaults.map(({ vaultId, access }) => ({ vaultId, access })),
  createdAt: instant(row.created_at),
  expiresAt: row.expires_at === null ? null : instant(row.expires_at),
  state: row.state,
});

/** The name and nothing else: scope and expiry of a token never change. */
export async function renameToken(
  trx: Transaction<Schema>,
  { id, serverId }: Token,
  name: string,
): Promise<void> {
  await trx.updateTable('token').set({ name }).where('id', '=', id).execute();
  await countTokenChange(trx, serverId);
}

/** The row stays: what a token was is asked for long after it is gone. */
export async function revokeToken(
  trx: Transaction<Schema>,
  id: string,
  at: Instant,
): Promise<'deleted' | 'absent'> {
  const revoked = await trx
    .updateTable('token')
    .set({ state: 'REVOKED', revoked_at: at })
    .where('id', '=', id.toLowerCase())
    .where('state', '=', 'ACTIVE')
    .returning('server_id')
    .executeTakeFirst();
  if (revoked === undefined) return 'absent';
  await countTokenChange(trx, revoked.server_id);
  return 'deleted';
}

export async function revokeTokensOf(trx: Transaction<Schema>, serverId: string, at: Instant): Promise<void> {
  await trx
    .updateTable('token')
    .set({ state: 'REVOKED', revoked_at: at })
    .where('server_id', '=', serverId)
    .where('state', '=', sql.lit('ACTIVE'))
    .execute();
  await countTokenChange(trx, serverId);
}

/** `tokens_version` grows with each change of a server's tokens. Last in its unit: every mint of the server waits for this row. */
const countTokenChange = (trx: Transaction<Schema>, serverId: string): Promise<void> =>
  writeAhead(trx, COUNT_CHANGE(trx, { serverId }));

const rawOf = (trx: Transaction<Schema>, text: RawBuilder<unknown>): { compile(): CompiledQuery } => ({
  compile: () => text.compile(trx),
});
