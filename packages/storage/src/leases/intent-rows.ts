import type { AuditEvent, LeaseIntent } from '@connect-token/core';
import type { Insertable, RawBuilder, Transaction } from 'kysely';
import { writeAhead } from '../ahead.ts';
import { noteWritten } from '../audit/publication.ts';
import { EVENT_COLUMNS, toEventRow } from '../audit/row.ts';
import { insertEvent } from '../audit/write.ts';
import { dialectOf } from '../dialect.ts';
import { prepared } from '../prepared.ts';
import type { Schema } from '../schema/schema.ts';
import { toRow } from './row.ts';

/**
 * The lease, its ID token's single use, and the event that begins its story: in PostgreSQL one statement, which travels with the commit.
 * Nothing of the lease is earlier, so that its event keeps its id.
 */
export async function insertIntent(
  trx: Transaction<Schema>,
  intent: LeaseIntent,
  event: AuditEvent,
): Promise<void> {
  const lease = toRow(intent);
  const used = toUsedRow(intent);
  if (dialectOf(trx) === 'sqlite') {
    await writeAhead(trx, INSERT_LEASE(trx, lease), INSERT_USED(trx, used));
    return insertEvent(trx, event);
  }
  const values = { ...named('lease', lease), ...named('used', used), ...named('event', toEventRow(event)) };
  await writeAhead(trx, INSERT_ALL(trx, values));
  noteWritten(trx, event);
}

const toUsedRow = ({ lease, idToken }: LeaseIntent) => ({
  issuer: idToken.issuer,
  token_id: idToken.tokenId,
  lease_id: lease.id,
  keep_until: idToken.keepUntil,
});

const LEASE_COLUMNS = [
  'id',
  'state',
  'token_name',
  'key',
  'issuer',
  'repository_id',
  'run_id',
  'run_attempt',
  'check_run_id',
  'server_id',
  'vaults',
  'credits',
  'rule',
  'policy_hash',
  'created_at',
  'expires_at',
  'send_deadline',
] as const satisfies readonly (keyof ReturnType<typeof toRow>)[];

const USED_COLUMNS = ['issuer', 'token_id', 'lease_id', 'keep_until'] as const;

type Column = keyof (Schema['lease'] & Schema['used_id_token'] & Schema['audit_event']);

/** A row whose values come later. */
const rowOf = <T extends 'lease' | 'used_id_token' | 'audit_event'>(
  columns: readonly Column[],
  bind: (column: string) => RawBuilder<unknown>,
): Insertable<Schema[T]> =>
  Object.fromEntries(columns.map((column) => [column, bind(column)])) as unknown as Insertable<Schema[T]>;

const INSERT_LEASE = prepared<ReturnType<typeof toRow>>((trx, bind) =>
  trx.insertInto('lease').values(rowOf<'lease'>(LEASE_COLUMNS, bind as never)),
);

const INSERT_USED = prepared<ReturnType<typeof toUsedRow>>((trx, bind) =>
  trx.insertInto('used_id_token').values(rowOf<'used_id_token'>(USED_COLUMNS, bind as never)),
);

type Named = Readonly<Record<string, unknown>>;

const named = (table: string, row: object): Named =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [`${table}.${column}`, value]));

const INSERT_ALL = prepared<Named>((trx, bind) => {
  const of = (table: string) => (column: string) => bind(`${table}.${column}`);
  return trx
    .with('made', (db) => db.insertInto('lease').values(rowOf<'lease'>(LEASE_COLUMNS, of('lease'))))
    .with('used', (db) =>
      db.insertInto('used_id_token').values(rowOf<'used_id_token'>(USED_COLUMNS, of('used'))),
    )
    .insertInto('audit_event')
    .values(rowOf<'audit_event'>(EVENT_COLUMNS, of('event')));
});
