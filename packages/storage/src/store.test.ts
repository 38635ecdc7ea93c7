import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { instant } from '@connect-token/core';
import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MIGRATIONS } from './migrations/index.ts';
import { openStore, type Store } from './store.ts';

const clock = { now: () => instant(1_000) };

describe('a data directory', () => {
  let root: string;
  const opened: Store[] = [];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'connect-token-store-'));
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    await rm(root, { recursive: true });
  });

  const open = (directory: string) => openStore({ directory, clock });
  const opens = async (directory: string): Promise<Store> => {
    const store = await open(directory);
    if (!store.ok) throw new Error(JSON.stringify(store.error));
    opened.push(store.value);
    return store.value;
  };
  const failure = async (directory: string) => {
    const store = await open(directory);
    if (!store.ok) return store.error;
    opened.push(store.value);
    return 'opened';
  };
  const instanceOf = (store: Store): Promise<unknown> =>
    store.transact((trx) => trx.selectFrom('meta').selectAll().orderBy('key').execute());
  const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

  test.each([0o000, 0o777])(
    'is made for its owner only under the umask %i, files and log included',
    async (mask) => {
      const directory = join(root, 'new');
      const before = process.umask(mask);
      let store: Store;
      try {
        store = await opens(directory);
        await store.transact((trx) => trx.insertInto('meta').values({ key: 'a', value: 'b' }).execute());
      } finally {
        process.umask(before);
      }
      expect(await modeOf(directory)).toBe('700');
      for (const file of ['connect-token.db', 'connect-token.db-wal', 'connect-token.db-shm'])
        expect([file, await modeOf(join(directory, file))]).toEqual([file, '600']);
      expect(await modeOf(join(directory, 'owner.lock'))).toBe('600');
      expect(await modeOf(join(directory, 'owner.json'))).toBe('600');
    },
  );

  test('that exists keeps its mode, and a database that others could read is closed to them', async () => {
    await (await opens(root)).close();
    await chmod(root, 0o750);
    await chmod(join(root, 'connect-token.db'), 0o644);
    await opens(root);
    expect(await modeOf(root)).toBe('750');
    expect(await modeOf(join(root, 'connect-token.db'))).toBe('600');
  });

  test('is made with its parents', async () => {
    const store = await opens(join(root, 'a', 'b'));
    expect(store.path).toBe(join(root, 'a', 'b', 'connect-token.db'));
  });

  test('keeps its instance and what was written, and a new one gets another instance', async () => {
    const first = await opens(root);
    const written = await instanceOf(first);
    await first.close();
    expect(await instanceOf(await opens(root))).toEqual(written);
    expect(await instanceOf(await opens(join(root, 'other')))).not.toEqual(written);
  });

  test('is written durably, with foreign keys, and with little patience for foreign locks', async () => {
    const store = await opens(root);
    const pragma = (name: string) =>
      store.transact(async (trx) => {
        const { rows } = await trx.executeQuery<object>(CompiledQuery.raw(`PRAGMA ${name}`));
        return Object.values(rows[0] ?? {})[0];
      });
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(await pragma('trusted_schema')).toBe(0);
    expect(await pragma('secure_delete')).toBe(1);
    expect(await pragma('busy_timeout')).toBe(250);
  });

  test('is not opened twice, not even by the process that has it', async () => {
    const first = await opens(root);
    expect(await failure(root)).toEqual({ code: 'DATA_DIRECTORY_OWNED', path: root, pid: process.pid });
    // The refused one has not taken the lock away.
    expect(await failure(root)).toMatchObject({ code: 'DATA_DIRECTORY_OWNED' });
    await first.close();
    await first.close();
    expect(await failure(root)).toBe('opened');
  });

  test('with a newer schema is refused, and its database is left as it is', async () => {
    await (await opens(root)).close();
    const path = join(root, 'connect-token.db');
    const newer = MIGRATIONS.length + 1;
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA user_version = ${newer}`);
    database.close();
    const before = await readFile(path);
    expect(await failure(root)).toEqual({
      code: 'SCHEMA_NEWER',
      path,
      found: newer,
      supported: MIGRATIONS.length,
    });
    expect(before.equals(await readFile(path))).toBe(true);
    // The refusal holds no lock: the program that knows the schema can come at once.
    expect(await failure(root)).toMatchObject({ code: 'SCHEMA_NEWER' });
  });

  test('that is a file is refused', async () => {
    const file = join(root, 'file');
    await writeFile(file, '');
    expect(await failure(file)).toEqual({
      code: 'DATA_DIRECTORY_UNUSABLE',
      path: file,
      cause: 'it is not a directory',
    });
    expect(await failure(join(file, 'below'))).toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
  });

  test.each([
    ['can not be made', '/proc/connect-token'],
    ['can not be written', '/proc/self'],
  ])('that %s is refused', async (_, directory) => {
    expect(await failure(directory)).toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE', path: directory });
  });

  test('whose database is none is refused', async () => {
    await writeFile(
      join(root, 'connect-token.db'),
      'a text that is long enough to be read as one '.repeat(100),
    );
    expect(await failure(root)).toEqual({
      code: 'DATA_DIRECTORY_UNUSABLE',
      path: root,
      cause: 'the file is not a database',
    });
  });

  test('whose database is damaged is refused', async () => {
    await (await opens(root)).close();
    const path = join(root, 'connect-token.db');
    const bytes = await readFile(path);
    // Behind the header: the first page's b-tree, where the schema stands.
    bytes.fill(0xff, 100, 4_000);
    await writeFile(path, bytes);
    expect(await failure(root)).toEqual({
      code: 'DATA_DIRECTORY_UNUSABLE',
      path: root,
      cause: 'the database is damaged',
    });
  });

  test('whose database is damaged where nothing has to look to open it is refused', async () => {
    await (await opens(root)).close();
    const path = join(root, 'connect-token.db');
    const bytes = await readFile(path);
    // The last page of the file, the root of some index, becomes a page of no kind.
    bytes[bytes.length - 4_096] = 99;
    await writeFile(path, bytes);
    expect(await failure(root)).toEqual({
      code: 'DATA_DIRECTORY_UNUSABLE',
      path: root,
      cause: 'the database is damaged',
    });
  });

  test("whose database is another program's is refused, and not touched", async () => {
    const path = join(root, 'connect-token.db');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE diary (entry TEXT)');
    database.close();
    const before = await readFile(path);
    expect(await failure(root)).toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
    expect(before.equals(await readFile(path))).toBe(true);
  });

  test('that was refused is free again', async () => {
    const path = join(root, 'connect-token.db');
    await writeFile(path, 'x'.repeat(5_000));
    expect(await failure(root)).toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
    await rm(path);
    expect(await failure(root)).toBe('opened');
  });
});
