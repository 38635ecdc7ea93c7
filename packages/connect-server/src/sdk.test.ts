import { OnePasswordConnect } from '@1password/connect';
import { seconds } from '@connect-token/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningConnectServer, start } from './start.ts';
import { IDS, SECRETS } from './testing/account-file.ts';
import { type Acme, must, openAcme } from './testing/acme.ts';
import { captureLog } from './testing/log.ts';

const { production, shared, finance, nowhere, database, payroll } = IDS;

let acme: Acme;
let server: RunningConnectServer;

beforeAll(async () => {
  acme = await openAcme();
  const listen = { host: '127.0.0.1', port: 0 };
  server = must(
    await start({ listen, connect: acme.account.connect, clock: acme.clock, log: captureLog().log }),
  );
});

afterAll(async () => {
  await server.close();
  await acme.close();
});

/** The official SDK, with a token that reads Production unless another one is given. */
async function sdk(token?: string) {
  const text = token ?? (await acme.issue({ [production]: 'r' })).text;
  return OnePasswordConnect({ serverURL: server.url, token: text, keepAlive: false });
}

describe('the official SDK', () => {
  test('lists the vaults of the token, and no other', async () => {
    const vaults = await (await sdk()).listVaults();
    expect(vaults.map(({ id, name }) => ({ id, name }))).toEqual([{ id: production, name: 'Production' }]);
    const both = await acme.issue({ [production]: 'rw', [shared]: 'r' });
    const names = (await (await sdk(both.text)).listVaults()).map(({ name }) => name);
    expect(names).toEqual(['Production', 'Shared configuration']);
  });

  test('finds a vault by id and by title, with a space in it or not', async () => {
    const { text } = await acme.issue({ [production]: 'r', [shared]: 'r' });
    const client = await sdk(text);
    expect(await client.getVault(production)).toMatchObject({
      id: production,
      name: 'Production',
      description: 'What runs the shop',
      type: 'USER_CREATED',
      items: 2,
      createdAt: expect.any(Date),
    });
    expect((await client.getVault('Production')).id).toBe(production);
    expect((await client.getVaultByTitle('Shared configuration')).id).toBe(shared);
    expect(await client.listVaultsByTitle('Shared configuration')).toHaveLength(1);
    expect(await client.listVaultsByTitle('shared configuration')).toEqual([]);
  });

  test('lists items without their fields', async () => {
    const items = await (await sdk()).listItems(production);
    expect(items.map(({ title }) => title)).toEqual(['Database', 'Deploy key & "friends"']);
    expect(items[0]).toMatchObject({
      id: database,
      vault: { id: production },
      category: 'DATABASE',
      tags: ['prod', 'eu west'],
      urls: [{ primary: true, href: 'https://db.acme.example' }],
      version: 1,
    });
    expect(JSON.stringify(items)).not.toContain(SECRETS.password);
    expect(items.every((item) => !('fields' in item) || item.fields === undefined)).toBe(true);
  });

  test('reads an item by id and by title, with its fields in their section', async () => {
    const client = await sdk();
    const item = await client.getItem(production, database);
    expect(item.sections).toEqual([expect.objectContaining({ id: 'login', label: 'Login' })]);
    expect(item.fields?.map(({ label, value, section }) => ({ label, value, section: section?.id }))).toEqual(
      [
        { label: 'username', value: 'shop', section: 'login' },
        { label: 'password', value: SECRETS.password, section: 'login' },
      ],
    );
    expect(await client.getItem(production, 'Database')).toEqual(item);
    expect(await client.getItemByTitle(production, 'Database')).toEqual(item);
    expect(await client.listItemsByTitle(production, 'Database')).toEqual([item]);
    expect(await client.listItemsByTitleContains(production, 'atabas')).toEqual([item]);
    expect(await client.listItemsByTitleContains(production, 'nothing')).toEqual([]);
  });

  test('is told that a title it cuts off is no filter, and nothing breaks', async () => {
    const client = await sdk();
    for (const title of ['Deploy key & "friends"', 'a#b', 'a"b'])
      await expect(client.getItemByTitle(production, title)).rejects.toMatchObject({ status: 400 });
  });

  test('reports an item that isn’t there, by id or by title', async () => {
    const client = await sdk();
    await expect(client.getItem(production, nowhere)).rejects.toEqual({
      status: 404,
      message: 'there is no such item in this vault',
    });
    await expect(client.getItem(production, 'Nothing')).rejects.toMatchObject({ status: 404 });
  });

  test('finds no item of another vault under a vault that it reaches', async () => {
    await expect((await sdk()).getItem(production, payroll)).rejects.toMatchObject({ status: 404 });
  });

  test('is refused the same way what is out of reach and what doesn’t exist', async () => {
    const client = await sdk();
    for (const vaultId of [finance, shared, nowhere]) {
      const refusal = {
        status: 403,
        message: `Authorization: token does not have access to vault ${vaultId}`,
      };
      await expect(client.getVault(vaultId)).rejects.toEqual(refusal);
      await expect(client.listItems(vaultId)).rejects.toEqual(refusal);
      await expect(client.getItem(vaultId, payroll)).rejects.toEqual(refusal);
      await expect(client.getItem(vaultId, nowhere)).rejects.toEqual(refusal);
    }
  });

  test('with a token that only writes sees the vault, and no item of it', async () => {
    const { text } = await acme.issue({ [production]: 'w' });
    const client = await sdk(text);
    const refusal = { status: 403, message: 'token does not have permission to perform read on vault' };
    expect((await client.listVaults()).map(({ id }) => id)).toEqual([production]);
    await expect(client.listItems(production)).rejects.toEqual(refusal);
    await expect(client.getItem(production, database)).rejects.toEqual(refusal);
  });

  test('with a token of somebody else is refused', async () => {
    const { text } = await acme.issue({ [production]: 'r' });
    const forged = `${text.slice(0, -8)}AAAAAAAA`;
    const refusal = { status: 401, message: 'Invalid token signature' };
    await expect((await sdk(forged)).listVaults()).rejects.toEqual(refusal);
  });

  test.each(['not-a-jwt', 'a.b.c', 'ops_x'])('with the token `%s` is refused', async (text) => {
    const refusal = { status: 401, message: 'Invalid bearer token' };
    await expect((await sdk(text)).listVaults()).rejects.toEqual(refusal);
  });
});

describe('from one call to the next', () => {
  const dead = { status: 401, message: 'Invalid bearer token' };

  test('a token that is revoked stops serving', async () => {
    const { id, text } = await acme.issue({ [production]: 'r' });
    const client = await sdk(text);
    expect((await client.getItem(production, database)).title).toBe('Database');
    expect(must(await acme.account.controlPlane.tokens.delete(id))).toBe('deleted');
    await expect(client.getItem(production, database)).rejects.toEqual(dead);
    await expect(client.listVaults()).rejects.toEqual(dead);
  });

  test('a token that expires serves in its last second, and not from its expiry on', async () => {
    const { text } = await acme.issue({ [production]: 'r' }, seconds(60));
    const client = await sdk(text);
    acme.advance(seconds(59));
    expect(await client.listVaults()).toHaveLength(1);
    acme.advance(seconds(1));
    await expect(client.listVaults()).rejects.toEqual(dead);
  });

  test('a vault whose grant is gone is out of reach', async () => {
    const { text } = await acme.issue({ [production]: 'r', [shared]: 'r' });
    const client = await sdk(text);
    expect((await client.getVault(shared)).id).toBe(shared);
    await acme.store.transact((trx) =>
      trx.deleteFrom('vault_grant').where('vault_id', '=', shared).execute(),
    );
    await expect(client.getVault(shared)).rejects.toMatchObject({ status: 403 });
    expect((await client.listVaults()).map(({ id }) => id)).toEqual([production]);
    expect((await client.getItem(production, database)).title).toBe('Database');
  });
});
