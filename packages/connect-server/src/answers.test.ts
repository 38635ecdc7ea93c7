import { fileAnswer, fullItemAnswer, itemAnswer } from '@connect-token/protocol/connect';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { BLOB, IDS, SECRETS } from './testing/account-file.ts';
import { type Acme, openAcme } from './testing/acme.ts';
import { type Served, serve } from './testing/served.ts';

const { production, database, key, blob, empty } = IDS;
const ITEMS = `/v1/vaults/${production}/items`;
const FILES = `${ITEMS}/${database}/files`;

let acme: Acme;
let server: Served;
let token: string;

beforeAll(async () => {
  acme = await openAcme();
  server = await serve(acme, { inlineFileBytes: 22, inlineBytes: 29 });
  token = (await acme.issue({ [production]: 'rw' })).text;
});

afterAll(async () => {
  await server.close();
  await acme.close();
});

const ask = (method: string, path: string, body?: unknown) => server.ask(token, method, path, body);
const fetched = (path: string, method = 'GET') =>
  fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });

const createItem = async (title: string, more: object = {}) => {
  const { status, body } = await ask('POST', ITEMS, { title, category: 'LOGIN', ...more });
  expect(status).toBe(200);
  return fullItemAnswer.parse(body);
};

describe('a change', () => {
  test('of some attributes is answered with the item as it is, and the version before', async () => {
    const fields = [
      { purpose: 'PASSWORD', value: 'one' },
      { id: 'pin', label: 'pin', value: 'two' },
    ];
    const { id } = await createItem('Patched', { fields, tags: ['a', 'b'] });
    const patched = await ask('PATCH', `${ITEMS}/${id}`, [
      { op: 'replace', path: '/title', value: 'Patched & "renamed"' },
      { op: 'replace', path: '/fields/pin/value', value: 'three' },
      { op: 'remove', path: '/fields/password' },
      { op: 'add', path: '/fields', value: { label: 'new', type: 'CONCEALED', value: 'four' } },
      { op: 'remove', path: '/tags/1' },
    ]);
    expect(patched).toMatchObject({
      status: 200,
      body: {
        title: 'Patched & "renamed"',
        version: 1,
        tags: ['a'],
        fields: [{ value: 'three' }, { value: 'four' }],
      },
    });
    const read = await ask('GET', `${ITEMS}/${id}`);
    expect(read.body).toEqual({ ...(patched.body as object), version: 2 });
  });

  test('that fails in one operation changes nothing, and says which', async () => {
    const { id } = await createItem('Whole');
    const { status, body } = await ask('PATCH', `${ITEMS}/${id}`, [
      { op: 'replace', path: '/title', value: 'Half' },
      { op: 'remove', path: '/fields/nobody' },
    ]);
    expect([status, body]).toEqual([400, { status: 400, message: expect.stringMatching(/^\[1\]\.path: /) }]);
    expect((await ask('GET', `${ITEMS}/${id}`)).body).toMatchObject({ title: 'Whole', version: 1 });
  });

  test('takes no notice of what the server owns', async () => {
    const { id, createdAt } = await createItem('Owned');
    const owned = {
      version: 99,
      createdAt: '1999-01-01T00:00:00Z',
      lastEditedBy: 'me',
      files: [{ id: key }],
    };
    await ask('PUT', `${ITEMS}/${id}`, { title: 'Owned', category: 'LOGIN', ...owned });
    expect((await ask('GET', `${ITEMS}/${id}`)).body).toMatchObject({ id, version: 2, createdAt, files: [] });
    const own = await createItem('Own id', { id: IDS.nowhere });
    expect(own.id).not.toBe(IDS.nowhere);
  });

  test('that ends an item has no body and no second time', async () => {
    const { id } = await createItem('Short');
    const { status, body } = await ask('DELETE', `${ITEMS}/${id}`);
    expect([status, body]).toEqual([204, null]);
    expect((await ask('DELETE', `${ITEMS}/${id}`)).status).toBe(404);
    expect((await ask('GET', `${ITEMS}/${id}`)).status).toBe(404);
  });

  test('shows in the vault: how many items it has, and how often its content changed', async () => {
    const look = async () => (await ask('GET', `/v1/vaults/${production}`)).body;
    const before = (await look()) as { items: number; contentVersion: number };
    const { id } = await createItem('Counted');
    expect(await look()).toMatchObject({
      items: before.items + 1,
      contentVersion: before.contentVersion + 1,
    });
    await ask('DELETE', `${ITEMS}/${id}`);
    expect(await look()).toMatchObject({ items: before.items, contentVersion: before.contentVersion + 2 });
  });
});

describe('a file', () => {
  test('is sent as bytes to be saved under its name, with its length', async () => {
    const answer = await fetched(`${FILES}/${blob}/content`);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(BLOB);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '7',
      'content-disposition': `attachment; filename="Schl_ssel _alt_.bin"; filename*=UTF-8''Schl%C3%BCssel%20%22alt%22.bin`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      '1password-connect-version': expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
    const nothing = await fetched(`${FILES}/${empty}/content/`);
    expect([nothing.status, nothing.headers.get('content-length')]).toEqual([200, '0']);
    const head = await fetched(`${FILES}/${blob}/content`, 'HEAD');
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '7', '']);
  });

  test('that is small enough comes within JSON where that is asked for', async () => {
    const { body } = await ask('GET', `${FILES}/${blob}?inline_files=true`);
    expect(fileAnswer.parse(body)).toMatchObject({ id: blob, content: Buffer.from(BLOB).toString('base64') });
    for (const query of ['', '?inline_files=false'])
      expect((await ask('GET', `${FILES}/${blob}${query}`)).body).not.toHaveProperty('content');
    const list = z.array(fileAnswer).parse((await ask('GET', `${FILES}?inline_files=true`)).body);
    expect(list.map(({ content }) => content)).toEqual([
      Buffer.from(SECRETS.file).toString('base64'),
      Buffer.from(BLOB).toString('base64'),
      '',
    ]);
  });

  test('that is larger is refused with where to read it', async () => {
    const tight = await serve(acme, { inlineFileBytes: 21 });
    const message = 'files of more than 21 bytes are not sent within JSON: read them at their content_path';
    for (const path of [FILES, `${FILES}/${key}`])
      expect(await tight.ask(token, 'GET', `${path}?inline_files=true`)).toMatchObject({
        status: 413,
        body: { status: 413, message },
      });
    expect((await tight.ask(token, 'GET', `${FILES}/${blob}?inline_files=true`)).status).toBe(200);
    await tight.close();
    const little = await serve(acme, { inlineBytes: 28 });
    expect((await little.ask(token, 'GET', `${FILES}?inline_files=true`)).status).toBe(413);
    await little.close();
  });
});

describe('a list', () => {
  test('of more items than are read at once is one array, with every item once', async () => {
    const titles = Array.from({ length: 260 }, (_, index) => `Many ${String(index).padStart(3, '0')}`);
    await Promise.all(titles.map((title) => createItem(title)));
    const answer = await fetched(`${ITEMS}?filter=${encodeURIComponent('title co "Many "')}`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const items = z.array(itemAnswer).parse(await answer.json());
    expect(items.map(({ title }) => title)).toEqual(titles);
    expect((await fetched(ITEMS, 'HEAD')).status).toBe(200);
  });
});

describe('the activity', () => {
  test('tells which token was used for what, newest first, and pages', async () => {
    const other = await openAcme();
    const served = await serve(other);
    const own = await other.issue({ [production]: 'r' });
    const path = `${ITEMS}/${database}`;
    await served.ask(own.text, 'GET', path);
    await served.ask(own.text, 'DELETE', path);
    await served.ask(own.text, 'GET', `/v1/vaults/${IDS.finance}`);
    await served.ask('x.y.z', 'GET', path);
    const answer = await served.ask(own.text, 'GET', '/v1/activity?limit=2');
    expect(answer.headers.get('content-range')).toBe('1-2/3');
    const actor = { id: expect.any(String), jti: own.id, userAgent: 'node', requestIp: '127.0.0.1' };
    expect(answer.body).toMatchObject([
      { action: 'READ', result: 'DENY', actor, resource: { type: 'VAULT', vault: { id: IDS.finance } } },
      { action: 'DELETE', result: 'DENY', actor, resource: { type: 'ITEM', item: { id: database } } },
    ]);
    // The look before is an entry by now, and pushes the others back by one.
    const look = { action: 'READ', result: 'SUCCESS', actor, resource: { type: 'VAULT' } };
    const [newest] = (await served.ask(own.text, 'GET', '/v1/activity?limit=1')).body as object[];
    expect(newest).toMatchObject(look);
    const second = await served.ask(own.text, 'GET', '/v1/activity/?limit=2&offset=4');
    expect(second.headers.get('content-range')).toBe('5-5/5');
    expect(second.body).toMatchObject([
      { action: 'READ', result: 'SUCCESS', resource: { item: { id: database }, itemVersion: 1 } },
    ]);
    const beyond = await served.ask(own.text, 'GET', '/v1/activity?offset=6');
    expect([beyond.body, beyond.headers.get('content-range')]).toEqual([[], '0-0/6']);
    expect((await served.ask(own.text, 'GET', '/v1/activity?limit=0')).body).toEqual({
      status: 400,
      message: 'limit is not a whole number from 1 to 1000',
    });
    await served.close();
    await other.close();
  });

  test('tells of a call that broke in here', async () => {
    const other = await openAcme();
    const { connect } = other.account;
    const breaking = { ...connect, file: () => Promise.reject(new Error('broken')) };
    const served = await serve(other, {}, breaking);
    const own = await other.issue({ [production]: 'r' });
    expect((await served.ask(own.text, 'GET', `${FILES}/${key}`)).status).toBe(500);
    const { entries } = await connect.activity.list({ limit: 1, offset: 0, serverId: null, tokenIds: null });
    expect(entries).toMatchObject([
      { action: 'READ', result: 'DENY', actor: { tokenId: own.id }, resource: { itemId: database } },
    ]);
    await served.close();
    await other.close();
  });
});
