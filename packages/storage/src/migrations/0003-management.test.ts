import { DatabaseSync } from 'node:sqlite';
import { instant } from '@connect-token/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../migrate.ts';
import { MIGRATIONS } from './index.ts';

const id = (name: string): string => name.padEnd(26, '0');

let database: DatabaseSync;
const rows = (sql: string) =>
  database
    .prepare(sql)
    .all()
    .map((row) => ({ ...row }));
const must = (migrations = MIGRATIONS): void =>
  expect(migrate(database, 'the.db', instant(7), migrations)).toEqual({ ok: true, value: undefined });

beforeEach(() => {
  database = new DatabaseSync(':memory:', { enableForeignKeyConstraints: true });
  database.enableDefensive(true);
  must(MIGRATIONS.slice(0, 2));
  database.exec(`
    INSERT INTO account VALUES (1, '${id('acme')}', 'Acme', '${'a'.repeat(64)}', 1, x'00');
    INSERT INTO vault VALUES ('${id('production')}', 'Production', '', 'USER_CREATED', 1, 1, 1, 1);
    INSERT INTO server VALUES ('${id('S')}', 'Production', 1);
    INSERT INTO vault_grant VALUES ('${id('S')}', '${id('production')}', 'rw');
    INSERT INTO token VALUES ('${id('t')}', 'shop', '${id('S')}', 'ACTIVE', 1, NULL, NULL);
    INSERT INTO token_vault VALUES ('${id('t')}', '${id('production')}', 0, 'r');
    INSERT INTO account_group VALUES ('${id('o')}', 'Owners'), ('${id('p')}', 'Platform');
    INSERT INTO account_group_member VALUES
      ('${id('o')}', 'ada'), ('${id('p')}', 'ada'), ('${id('p')}', 'it''s me');
  `);
});
afterEach(() => database.close());

test('members that were texts become people, one for each text, and stay members', () => {
  must();
  expect(rows('SELECT id, name FROM person ORDER BY name')).toEqual([
    { id: expect.stringMatching(/^[a-z0-9]{26}$/), name: 'ada' },
    { id: expect.stringMatching(/^[a-z0-9]{26}$/), name: "it's me" },
  ]);
  expect(
    rows(
      `SELECT group_id, name FROM account_group_member JOIN person ON id = person_id ORDER BY group_id, name`,
    ),
  ).toEqual([
    { group_id: id('o'), name: 'ada' },
    { group_id: id('p'), name: 'ada' },
    { group_id: id('p'), name: "it's me" },
  ]);
});

test('a group gets the type that its name says', () => {
  must();
  expect(rows('SELECT name, type FROM account_group ORDER BY name')).toEqual([
    { name: 'Owners', type: 'OWNERS' },
    { name: 'Platform', type: 'USER_DEFINED' },
  ]);
});

test('of two groups that could be the Owners, none is', () => {
  database.exec(`INSERT INTO account_group VALUES ('${id('x')}', 'Owners')`);
  must();
  expect(rows("SELECT name FROM account_group WHERE type = 'OWNERS'")).toEqual([]);
});

test('servers, grants and tokens stay as they were, the plan is unlimited and no vaults are fixed', () => {
  must();
  expect(rows('SELECT * FROM server')).toEqual([
    { id: id('S'), name: 'Production', created_at: 1, state: 'ACTIVE', tokens_version: 1, fixed: 0 },
  ]);
  expect(rows('SELECT * FROM vault_grant')).toEqual([
    { server_id: id('S'), vault_id: id('production'), access: 'rw' },
  ]);
  expect(rows('SELECT id, state FROM token')).toEqual([{ id: id('t'), state: 'ACTIVE' }]);
  expect(rows('SELECT plan_limit FROM account')).toEqual([{ plan_limit: null }]);
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  expect(rows('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
});

test('a store without an account takes the step as well', () => {
  database.exec(
    'DELETE FROM token_vault; DELETE FROM token; DELETE FROM vault_grant; DELETE FROM server; DELETE FROM account_group_member; DELETE FROM account_group',
  );
  must();
  expect(rows('SELECT * FROM person')).toEqual([]);
});

test('the table has one group of each type that comes with an account, and members who exist', () => {
  must();
  expect(() => database.exec(`INSERT INTO account_group VALUES ('${id('x')}', 'Chefs', 'OWNERS')`)).toThrow(
    'UNIQUE',
  );
  expect(() =>
    database.exec(`INSERT INTO account_group_member VALUES ('${id('o')}', '${id('nobody')}')`),
  ).toThrow('FOREIGN KEY');
});
