import type { AuditEvent, LeaseIntent } from '@connect-token/core';
import { type Insertable, type RawBuilder, sql, type Transaction } from 'kysely';
import { writeAhead } from '../ahead.ts';
import { askedAs, askedRows, askedText } from '../asked.ts';
import { noteWritten } from '../audit/publication.ts';
import { EVENT_COLUMNS, toEventRow } from '../audit/row.ts';
import { insertEvent } from '../audit/write.ts';
import { dialectOf } from '../dialect.ts';
import { prepared } from '../prepared.ts';
import type { Schema } from '../schema/schema.ts';
import { toRow } from './row.ts';

/** The lease, its ID token's single use, and the event that begins its story. */
export async function insertIntent(
  trx: Transaction<Schema>,
  intent: LeaseIntent,
  event: AuditEvent,
): Promise<void> {
  if (dialectOf(trx) === 'postgres') {
    // Nothing of a lease is earlier, so that its event keeps its id.
    await writeAhead(trx, INSERT_ASKED(trx, { asked: askedText([partsOf(intent, event)]) }));
    noteWritten(trx, event);
    return;
  }
  await writeAhead(trx, INSERT_LEASE(trx, toRow(intent)), INSERT_USED(trx, toUsedRow(intent)));
  return insertEvent(trx, event);
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

/** Of one intent: the row of its lease, of its ID token, and of its event. */
export const partsOf = (intent: LeaseIntent, event: AuditEvent) => ({
  lease: toRow(intent),
  used: toUsedRow(intent),
  event: toEventRow(event),
});

const COUNTS: readonly string[] = [
  'credits',
  'created_at',
  'expires_at',
  'send_deadline',
  'keep_until',
  'at',
];

/** Clauses that write the parts of all rows of `source`, in columns of their names. */
export const insertsOf = (source: string): RawBuilder<unknown> => {
  const insert = (table: string, member: string, columns: readonly Column[]) => {
    const types = columns.map((column) => [column, COUNTS.includes(column) ? 'bigint' : 'text'] as const);
    const row = askedAs('row', Object.fromEntries(types));
    return sql`
      insert into ${sql.ref(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      select row.* from ${sql.ref(source)} cross join json_to_record(${sql.ref(`${source}.${member}`)}) as ${row}`;
  };
  return sql`made as (${insert('lease', 'lease', LEASE_COLUMNS)}), used as (${insert('used_id_token', 'used', USED_COLUMNS)}),
    told as (${insert('audit_event', 'event', EVENT_COLUMNS)})`;
};

const INSERT_ASKED = prepared<{ readonly asked: string }>((trx, bind) => {
  const text = sql`
    with asked as materialized (
      select * from ${askedRows(bind('asked'))} as ${askedAs('asked', { lease: 'json', used: 'json', event: 'json' })}
    ), ${insertsOf('asked')}
    select count(*) from asked`;
  return { compile: () => text.compile(trx) };
});
