import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, StoreUnavailable } from '@connect-token/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAccount } from './account.ts';
import { open, sealingKey } from './seal.ts';
import { SIGNING_KEY_PLACE } from './signing-key.ts';
import {
  ACCOUNT_FILE,
  accountFileOf,
  type House,
  issue,
  must,
  openHouse,
  PLATFORM,
  PRODUCTION,
  SERVER,
} from './testing/house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const count = async (table: string): Promise<unknown> =>
  (await house.sql(`SELECT count(*) AS n FROM ${table}`))[0]?.['n'];

/** A store that takes so many units of work. */
function lastingFor(steps: number, store: Store): Store {
  let left = steps;
  return {
    ...store,
    transact: async (work) => {
      left -= 1;
      if (left < 0) throw new StoreUnavailable('gone');
      return store.transact(work);
    },
  };
}

describe('the first opening', () => {
  test('makes everything that the file has', async () => {
    expect(await count('vault')).toBe(5);
    expect(await count('item')).toBe(2);
    expect(await count('server')).toBe(1);
    expect(await count('vault_grant')).toBe(2);
    expect(
      await house.sql(
        `SELECT account_group.name, type, person.name AS member FROM account_group
           JOIN account_group_member ON group_id = account_group.id JOIN person ON person.id = person_id
           ORDER BY account_group.name`,
      ),
    ).toEqual([
      { name: 'Owners', type: 'OWNERS', member: 'ada' },
      { name: 'Platform', type: 'USER_DEFINED', member: 'grace' },
      { name: 'Shop', type: 'USER_DEFINED', member: 'linus' },
    ]);
    expect(await house.sql('SELECT group_id FROM manager')).toEqual([{ group_id: PLATFORM }]);
    expect(await house.sql('SELECT id, name, file_hash, created_at FROM account')).toEqual([
      {
        id: 'acme0000000000000000000000',
        name: 'Acme',
        file_hash: 'a'.repeat(64),
        created_at: house.clock.now(),
      },
    ]);
  });

  test('keeps the ids that are given and makes the others', async () => {
    const ids = await house.sql('SELECT id FROM item ORDER BY title');
    expect(ids).toEqual([
      { id: expect.stringMatching(/^[a-z2-7]{26}$/) },
      { id: 'database000000000000000000' },
    ]);
    const other = await openHouse({
      accountFile: accountFileOf(
        'version: 1\naccount: { name: A }\nvaults: [{ name: V }]\nservers: [{ name: S }]',
      ),
    });
    const { servers, vaults } = other.account.controlPlane;
    expect(must(await servers.list())).toEqual([
      { id: expect.stringMatching(/^[A-Z2-7]{26}$/), name: 'S', grants: [] },
    ]);
    expect(must(await vaults.list())).toEqual([
      { id: expect.stringMatching(/^[a-z2-7]{26}$/), name: 'V', type: 'USER_CREATED' },
    ]);
    await other.close();
  });

  test('signs with an issuer of its own, made of the store and of nothing of 1Password', () => {
    expect(house.account.issuer).toMatch(/^connect-token:[a-z0-9]{8}$/);
  });

  test('a file with more rows than one statement takes', async () => {
    const vaults = Array.from({ length: 900 }, (_, index) => `  - name: vault ${index}`);
    const text = `version: 1\naccount: { name: A }\nvaults:\n${vaults.join('\n')}`;
    const other = await openHouse({ accountFile: accountFileOf(text) });
    expect(must(await other.account.controlPlane.vaults.list())).toHaveLength(900);
    await other.close();
  });

  test('two at the same time make one account', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'connect-token-account-'));
    const store = must(await openStore({ directory, clock: house.clock }));
    const open = () =>
      openAccount({
        store,
        clock: house.clock,
        accountFile: ACCOUNT_FILE,
        sealingKey: house.key,
        allowEveryone: false,
      });
    const [one, other] = (await Promise.all([open(), open()])).map(must);
    const { text } = await issue({ account: one as House['account'] });
    expect((await other?.connect.authenticate(text))?.ok).toBe(true);
    await store.close();
    await rm(directory, { recursive: true });
  });

  test('a malformed file makes nothing', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'connect-token-account-'));
    const path = join(directory, 'account.yaml');
    await writeFile(path, 'version: 1\n');
    const store = must(await openStore({ directory: join(directory, 'data'), clock: house.clock }));
    const opened = await openAccount({
      store,
      clock: house.clock,
      accountFile: path,
      sealingKey: house.key,
      allowEveryone: false,
    });
    expect(opened).toMatchObject({ ok: false, error: [{ code: 'FILE_MALFORMED', path }, { path }] });
    const rows = await store.transact((trx) => trx.selectFrom('vault').selectAll().execute());
    expect(rows).toEqual([]);
    await store.close();
    await rm(directory, { recursive: true });
  });
});

describe('a later opening', () => {
  test('keeps what the store has, whatever the file says by then', async () => {
    const { text } = await issue(house);
    const changed = accountFileOf('version: 1\naccount: { name: Other }\nvaults: []');
    const again = must(await house.open({ accountFile: { ...changed, hash: 'b'.repeat(64) } }));
    expect(must(await again.controlPlane.vaults.list())).toHaveLength(5);
    expect(again.fileHash).toBe('a'.repeat(64));
    expect(again.issuer).toBe(house.account.issuer);
    expect((await again.connect.authenticate(text)).ok).toBe(true);
  });

  test('needs no file any more', async () => {
    expect((await house.open({ accountFile: '/nowhere/account.yaml' })).ok).toBe(true);
  });

  test('with another key is refused, and nothing is changed', async () => {
    const before = await house.sql('SELECT * FROM account');
    const opened = await house.open({ sealingKey: sealingKey(randomBytes(32)) });
    expect(opened).toEqual({ ok: false, error: [{ code: 'SEALING_KEY_WRONG', path: house.store.path }] });
    expect(await house.sql('SELECT * FROM account')).toEqual(before);
    expect((await house.open()).ok).toBe(true);
  });

  test('with a signing key that was changed is refused', async () => {
    await house.sql('UPDATE account SET signing_key = ?', Buffer.alloc(300, 0xff));
    const opened = await house.open();
    expect(opened).toEqual({
      ok: false,
      error: [{ code: 'STORE_UNAVAILABLE', cause: "the account's signing key is damaged" }],
    });
  });

  test('on a store that goes away at any step is refused, and nothing is thrown', async () => {
    for (let steps = 0; ; steps += 1) {
      const opened = await house.open({ store: lastingFor(steps, house.store) });
      if (opened.ok) {
        expect(steps).toBeGreaterThan(1);
        break;
      }
      expect(opened).toEqual({ ok: false, error: [{ code: 'STORE_UNAVAILABLE', cause: 'gone' }] });
    }
  });
});

test('a token of another account of the same server and key is not of this one', async () => {
  const other = await openHouse({ sealingKey: house.key });
  const { text } = await issue(other);
  expect(await house.account.connect.authenticate(text)).toEqual({ ok: false, error: 'bad-signature' });
  await other.close();
});

test('the database takes no second account, and no token of a server or a vault that it has not', async () => {
  await expect(
    house.sql(
      'INSERT INTO account SELECT 2, id, name, file_hash, created_at, signing_key, NULL, offer_mark FROM account',
    ),
  ).rejects.toThrow('CHECK');
  await expect(
    house.sql("INSERT INTO token VALUES (?, 'x', 'NONE', 'ACTIVE', 1, NULL, NULL)", 'a'.repeat(26)),
  ).rejects.toThrow('FOREIGN KEY');
  await expect(
    house.sql("INSERT INTO token VALUES (?, 'x', ?, 'ACTIVE', 1, 1500, NULL)", 'a'.repeat(26), SERVER),
  ).rejects.toThrow('CHECK');
  await expect(house.sql('DELETE FROM vault WHERE id = ?', PRODUCTION)).rejects.toThrow('FOREIGN KEY');
});

test('the private key is in no file, in no form', async () => {
  await issue(house);
  const [row] = await house.sql('SELECT signing_key FROM account');
  const plain = must(open(house.key, SIGNING_KEY_PLACE, row?.['signing_key'] as Uint8Array));
  const { d, x } = JSON.parse(Buffer.from(plain).toString()) as Record<'d' | 'x', string>;
  const raw = Buffer.from(d, 'base64url');
  expect(raw).toHaveLength(32);
  const names = await readdir(house.directory);
  const files = await Promise.all(names.map((name) => readFile(join(house.directory, name))));
  expect(names.some((name) => name.endsWith('-wal'))).toBe(true);
  const forms = [
    raw,
    Buffer.from(d),
    ...(['base64', 'hex'] as const).map((form) => Buffer.from(raw.toString(form))),
  ];
  for (const form of [...forms, Buffer.from(x)])
    expect(files.some((file) => file.includes(form))).toBe(false);
  // The same search finds what is meant to be readable.
  expect(files.some((file) => file.includes(SERVER))).toBe(true);
});
