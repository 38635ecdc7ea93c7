import { DatabaseSync } from 'node:sqlite';
import { instant } from '@connect-token/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from './index.ts';

const id = (name: string): string => name.padEnd(26, '0');

let database: DatabaseSync;
const must = (migrations = MIGRATIONS): void =>
  expect(migrate(database, 'the.db', instant(7), migrations)).toEqual({ ok: true, value: undefined });

beforeEach(() => {
  database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  must(MIGRATIONS.slice(0, 5));
  database.exec(`
    INSERT INTO person VALUES ('${id('ada')}', 'ada');
    INSERT INTO lease (id, state, token_name, issuer, repository_id, run_id, run_attempt, server_id, vaults, credits, rule,
      policy_hash, created_at, expires_at, send_deadline)
      VALUES ('${id('L')}', 'intent', 'name', 'issuer', '70', '7', '1', '${id('S')}', '[{}]', 1, 'rule', 'hash', 1, 9, 2);
    INSERT INTO audit VALUES
      ('${id('1')}', 1, 'lease.intent', '${id('L')}', '{"rule":"rule"}'),
      ('${id('3')}', 3, 'lease.active', '${id('L')}', '{"tokenId":"token"}'),
      ('${id('4')}', 4, 'lease.revoked', '${id('gone')}', '{}');
    INSERT INTO account_event VALUES
      ('${id('2')}', 2, NULL, 'vault.grant', '{"server":"${id('S')}","vault":"${id('v')}"}'),
      ('${id('5')}', 5, '${id('ada')}', 'group.member.add', '{"group":"${id('g')}","person":"${id('ada')}"}');
  `);
  must();
});
afterEach(() => database.close());

test('what was written before is in the one trail, with its job, its server and who did it, and not sealed', () => {
  const rows = database.prepare('SELECT * FROM audit_event ORDER BY id').all();
  const told = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)),
  );
  const ofLease = { lease_id: id('L'), server_id: id('S'), run_id: '7', repository_id: '70' };
  expect(told).toEqual([
    { id: id('1'), at: 1, kind: 'lease.intent', ...ofLease, detail: '{"rule":"rule"}' },
    {
      id: id('2'),
      at: 2,
      kind: 'vault.grant',
      actor: 'owner',
      server_id: id('S'),
      vault_id: id('v'),
      detail: '{}',
    },
    {
      id: id('3'),
      at: 3,
      kind: 'lease.active',
      ...ofLease,
      token_id: 'token',
      detail: '{"tokenId":"token"}',
    },
    { id: id('4'), at: 4, kind: 'lease.revoked', lease_id: id('gone'), detail: '{}' },
    {
      id: id('5'),
      at: 5,
      kind: 'group.member.add',
      actor: id('ada'),
      group_id: id('g'),
      person_id: id('ada'),
      detail: '{}',
    },
  ]);
});

test('the two trails of before are gone', () => {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE name IN ('audit', 'account_event')")
    .all();
  expect(tables).toEqual([]);
});
