import { DatabaseSync } from 'node:sqlite';
import { instant } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';

describe('migration', () => {
  let database: DatabaseSync;
  beforeEach(() => {
    database = new DatabaseSync(':memory:');
  });
  afterEach(() => database.close());

  const run = (migrations: readonly Migration[]) => migrate(database, '/data/the.db', instant(7), migrations);
  const version = () => database.prepare('PRAGMA user_version').get()?.['user_version'];
  const tables = () =>
    database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all()
      .map((row) => row['name']);
  const meta = () => database.prepare('SELECT key, value FROM meta ORDER BY key').all();

  const [first] = MIGRATIONS;
  if (first === undefined) throw new Error('there is a first migration');
  const second: Migration = { name: '0002-more', sqlite: 'CREATE TABLE more (id TEXT) STRICT', postgres: '' };
  const broken: Migration = {
    name: '0003-broken',
    sqlite: 'CREATE TABLE third (id TEXT); CREATE TABLE',
    postgres: '',
  };

  test('steps are numbered in their order, without gaps', () => {
    expect(MIGRATIONS.map(({ name }) => name.slice(0, 5))).toEqual(
      MIGRATIONS.map((_, index) => `${String(index + 1).padStart(4, '0')}-`),
    );
  });

  test('a new store takes every step, and gets a name and a date of its own', () => {
    expect(run(MIGRATIONS)).toEqual({ ok: true, value: undefined });
    expect(version()).toBe(MIGRATIONS.length);
    expect(meta()).toEqual([
      { key: 'created_at', value: '7' },
      { key: 'instance', value: expect.stringMatching(/^[a-z0-9]{8}$/) },
    ]);
  });

  test('an older store takes what it lacks, and keeps its rows and its name', () => {
    run([first]);
    const before = meta();
    expect(run([first, second])).toMatchObject({ ok: true });
    expect(tables()).toContain('more');
    expect(version()).toBe(2);
    expect(meta()).toEqual(before);
  });

  test('a store that is up to date is not written', () => {
    run([first]);
    database.exec('PRAGMA query_only = ON');
    expect(run([first])).toMatchObject({ ok: true });
  });

  test('an older program refuses a newer store, and changes nothing', () => {
    run([first, second]);
    const before = tables();
    expect(run([first])).toEqual({
      ok: false,
      error: { code: 'SCHEMA_NEWER', path: '/data/the.db', found: 2, supported: 1 },
    });
    expect(tables()).toEqual(before);
    expect(version()).toBe(2);
  });

  test('a step that fails undoes all steps of this start', () => {
    run([first]);
    const before = tables();
    expect(() => run([first, second, broken])).toThrow();
    expect(tables()).toEqual(before);
    expect(version()).toBe(1);
    expect(database.isTransaction).toBe(false);
    expect(run([first, second])).toMatchObject({ ok: true });
  });

  test("another program's database is refused, and not touched", () => {
    database.exec('CREATE TABLE diary (entry TEXT)');
    expect(run(MIGRATIONS)).toEqual({
      ok: false,
      error: {
        code: 'DATA_DIRECTORY_UNUSABLE',
        path: '/data',
        cause: "the database is another program's",
      },
    });
    expect(tables()).toEqual(['diary']);
  });
});
