import { DatabaseSync } from 'node:sqlite';
import { instant } from '@connect-token/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from './index.ts';

const id = (n: number): string => String(n).padStart(26, '0');
const COLUMNS = [
  'id, state, token_name, key, issuer, repository_id, run_id, run_attempt, check_run_id, server_id, vaults, credits, rule',
  'policy_hash, created_at, expires_at, send_deadline, token_id, token_sha256, end_reason, ended_at',
].join(', ');

let database: DatabaseSync;
const rows = (sql: string) =>
  database
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));
const must = (migrations = MIGRATIONS.slice(0, 5)): void =>
  expect(migrate(database, 'the.db', instant(7), migrations)).toEqual({ ok: true, value: undefined });

/** A lease as it stood before; `over` is SQL. */
const insert = (n: number, over: Readonly<Record<string, string>> = {}, table = 'lease'): void => {
  const values: Readonly<Record<string, string>> = {
    id: `'${id(n)}'`,
    state: "'active'",
    token_name: `'ct1.instance.${n}'`,
    key: 'NULL',
    issuer: "'i'",
    repository_id: "'1'",
    run_id: "'2'",
    run_attempt: "'1'",
    check_run_id: "'3'",
    server_id: "'S'",
    vaults: `'[{"vaultId":"v","access":"r"}]'`,
    credits: '1',
    rule: "'deploy'",
    policy_hash: "'h'",
    created_at: '100',
    expires_at: '1000',
    send_deadline: '200',
    token_id: `'t${n}'`,
    token_sha256: `'${String(n).padStart(64, '0')}'`,
    end_reason: 'NULL',
    ended_at: 'NULL',
    ...over,
  };
  database.exec(
    `INSERT INTO ${table} (${Object.keys(values).join(', ')}) VALUES (${Object.values(values).join(', ')})`,
  );
};

const ENDED = { state: "'revoking'", end_reason: "'handle'", ended_at: '500' };
const ORPHAN = {
  ...ENDED,
  end_reason: "'orphan'",
  ...Object.fromEntries(
    [
      'issuer',
      'repository_id',
      'run_id',
      'run_attempt',
      'check_run_id',
      'rule',
      'policy_hash',
      'token_sha256',
    ].map((column) => [column, 'NULL']),
  ),
};

beforeEach(() => {
  database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  database.enableDefensive(true);
  must(MIGRATIONS.slice(0, 4));
  insert(1, { state: "'intent'", token_id: 'NULL', token_sha256: 'NULL' });
  insert(2, { key: `'${'k'.repeat(43)}'`, check_run_id: 'NULL' });
  insert(3, ENDED);
  insert(4, { ...ENDED, state: "'revoked'" });
  database.exec(`INSERT INTO audit VALUES ('e', 1, 'lease.intent', '${id(1)}', '{}')`);
});
afterEach(() => database.close());

test('every lease stays as it was, due when it was, and nobody has tried or claimed it', () => {
  const before = rows(`SELECT ${COLUMNS}, due_at FROM lease ORDER BY id`);
  must();
  expect(rows(`SELECT ${COLUMNS}, due_at FROM lease ORDER BY id`)).toEqual(before);
  expect(rows('SELECT DISTINCT attempts, next_try_at, absent_at, stuck_at, epoch FROM lease')).toEqual([
    { attempts: 0, next_try_at: null, absent_at: null, stuck_at: null, epoch: 0 },
  ]);
});

test('a lease is due at its own instant, or at its next try where that is later', () => {
  must();
  database.exec('UPDATE lease SET next_try_at = 600');
  expect(rows('SELECT due_at FROM lease ORDER BY id').map((row) => row['due_at'])).toEqual([
    600,
    1000,
    600,
    null,
  ]);
});

test('an orphan has no job and no rule; no other lease lacks them, and none has one without the other', () => {
  must();
  insert(5, ORPHAN);
  for (const column of ['issuer', 'repository_id', 'run_id', 'run_attempt', 'rule', 'policy_hash']) {
    expect(() => insert(6, { [column]: 'NULL' }), column).toThrow(/CHECK/);
    expect(() => insert(6, { ...ORPHAN, [column]: "'x'" }), column).toThrow(/CHECK/);
  }
  expect(() => insert(6, { ...ORPHAN, state: "'active'", end_reason: 'NULL', ended_at: 'NULL' })).toThrow(
    /CHECK/,
  );
  expect(() => insert(6, { ...ORPHAN, token_id: 'NULL' })).toThrow(/CHECK/);
});

test('a token has one open orphan, and may have another once that is over; names of other leases are unique', () => {
  must();
  const token = { token_id: "'lost'", token_name: "'ct1.instance.4'" };
  insert(5, { ...ORPHAN, ...token });
  expect(() => insert(6, { ...ORPHAN, ...token })).toThrow(/UNIQUE/);
  database.exec(`UPDATE lease SET state = 'revoked' WHERE id = '${id(5)}'`);
  insert(6, { ...ORPHAN, ...token });
  expect(() => insert(7, { token_name: "'ct1.instance.4'" })).toThrow(/UNIQUE/);
});

test('tries are of leases that are ending, and only of those', () => {
  must();
  for (const set of ['attempts = 1', 'absent_at = 1', 'stuck_at = 1']) {
    expect(() => database.exec(`UPDATE lease SET ${set} WHERE id = '${id(2)}'`), set).toThrow(/CHECK/);
    database.exec(`UPDATE lease SET ${set} WHERE id = '${id(3)}'`);
  }
});
