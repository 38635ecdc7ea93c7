import { DatabaseSync } from 'node:sqlite';
import { instant, type Secret } from '@connect-token/core';
import { leaseStore, openStore } from '@connect-token/storage';
import { temporaryDirectory } from '@connect-token/testkit';
import { expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { administer, describePostgres, newDatabase, openReplica } from './database.ts';

const clock = { now: () => instant(7) };

describePostgres('the schema', () => {
  const open = async (url: Secret<string>) => {
    const directory = await temporaryDirectory('schema');
    const opened = await openStore({ directory: directory.path, databaseUrl: url, clock });
    return { opened, directory };
  };

  const refusal = async (url: Secret<string>) => {
    const { opened, directory } = await open(url);
    await directory.remove();
    return opened.ok ? undefined : opened.error;
  };

  test('is the same in both databases: tables, columns in their order, what may be missing, indexes', async () => {
    const directory = await temporaryDirectory('schema');
    const store = must(await openStore({ directory: directory.path, clock }));
    await store.close();
    const database = new DatabaseSync(store.path, { readOnly: true });
    const columns = database
      .prepare(
        `SELECT sqlite_schema.name AS "table", info.name AS "column", info."notnull" = 0 AND info.pk = 0 AS optional
          FROM sqlite_schema, pragma_table_xinfo(sqlite_schema.name) AS info
          WHERE sqlite_schema.type = 'table' AND sqlite_schema.name NOT LIKE 'sqlite_%' ORDER BY 1, info.cid`,
      )
      .all()
      .map((row) => ({ ...row, optional: row['optional'] === 1 }));
    const indexes = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
      .all()
      .map((row) => row['name']);
    database.close();
    await directory.remove();

    const url = await newDatabase();
    await (await openReplica(clock, url)).close();
    const ours = "table_schema = 'public' AND table_name <> 'connect_token_schema'";
    expect(
      await administer(
        `SELECT table_name AS "table", column_name AS "column", is_nullable = 'YES' AS optional
          FROM information_schema.columns WHERE ${ours} ORDER BY table_name COLLATE "C", ordinal_position`,
        url,
      ),
    ).toEqual(columns);
    const named = await administer(
      `SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public'
        AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname COLLATE "C"`,
      url,
    );
    expect(named.map(({ name }) => name)).toEqual(indexes);
  });

  test('is made once, and the store named once, by replicas that start at the same time', async () => {
    const url = await newDatabase();
    const replicas = await Promise.all(Array.from({ length: 4 }, () => openReplica(clock, url)));
    const instances = await Promise.all(replicas.map(async (store) => (await leaseStore(store)).instance));
    expect(new Set(instances).size).toBe(1);
    await Promise.all(replicas.map((store) => store.close()));
    const reopened = await openReplica(clock, url);
    expect((await leaseStore(reopened)).instance).toBe(instances[0]);
    await reopened.close();
  });

  test('of a newer program is refused, and nothing is changed (F40)', async () => {
    const url = await newDatabase();
    await (await openReplica(clock, url)).close();
    await administer('UPDATE connect_token_schema SET version = 1000', url);
    expect(await refusal(url)).toMatchObject({ code: 'SCHEMA_NEWER', found: 1_000 });
    expect(await administer('SELECT version FROM connect_token_schema', url)).toEqual([{ version: '1000' }]);
  });

  test('is not put beside the tables of another program', async () => {
    const url = await newDatabase();
    await administer('CREATE TABLE diary (entry text)', url);
    expect(await refusal(url)).toMatchObject({
      code: 'DATABASE_UNUSABLE',
      cause: "the tables in it are another program's",
    });
    expect(await administer("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", url)).toEqual([
      { tablename: 'diary' },
    ]);
  });

  test('sorts ids as SQLite does, whatever the language of the database', async () => {
    const url = await newDatabase();
    const store = await openReplica(clock, url);
    const sorted = ['B', '_', 'a', 'Ä'];
    await store.transact(async (trx) => {
      for (const key of [...sorted].reverse())
        await trx.insertInto('meta').values({ key, value: '' }).execute();
    });
    const rows = await store.transact((trx) =>
      trx.selectFrom('meta').select('key').where('value', '=', '').orderBy('key').execute(),
    );
    expect(rows.map(({ key }) => key)).toEqual(sorted);
    await store.close();
  });
});
