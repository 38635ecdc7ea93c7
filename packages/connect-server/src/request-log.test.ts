import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConnectServer, start } from './start.ts';
import { IDS, SECRETS } from './testing/account-file.ts';
import { type Acme, type Issued, must, openAcme } from './testing/acme.ts';
import { type CapturedLog, captureLog } from './testing/log.ts';
import { dial, exchange } from './testing/raw.ts';

const { production, finance, database } = IDS;

let acme: Acme;
let server: RunningConnectServer;
let captured: CapturedLog;
let token: Issued;

beforeEach(async () => {
  acme = await openAcme();
  captured = captureLog();
  const listen = { host: '127.0.0.1', port: 0 };
  server = must(await start({ listen, connect: acme.account.connect, clock: acme.clock, log: captured.log }));
  token = await acme.issue({ [production]: 'r' });
});

afterEach(async () => {
  await server.close();
  await acme.close();
});

const get = (path: string, bearer = token.text) =>
  fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${bearer}` } });

/** Makes the database hold for an item something that nobody sealed. */
const damage = (itemId: string) =>
  acme.store.transact((trx) =>
    trx
      .updateTable('item')
      .set({ sealed: new TextEncoder().encode(SECRETS.password) })
      .where('id', '=', itemId)
      .execute(),
  );

describe('the log', () => {
  test('has one line for a call: who read what, how it ended and how long it took', async () => {
    await (await get(`/v1/vaults/${production}/items/${database}`)).arrayBuffer();
    const line = await captured.line(({ itemId }) => itemId === database);
    expect(line).toMatchObject({
      level: 30,
      msg: 'request',
      method: 'GET',
      route: '/v1/vaults/:vaultId/items/:itemId',
      tokenId: token.id,
      vaultId: production,
      itemId: database,
      status: 200,
      ms: expect.any(Number),
      delivered: true,
    });
  });

  test('tells which item was made, or what became of it', async () => {
    const { text } = await acme.issue({ [production]: 'rw' });
    const headers = { authorization: `Bearer ${text}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'New', category: 'LOGIN' });
    const items = `${server.url}/v1/vaults/${production}/items`;
    const { id } = (await (await fetch(items, { method: 'POST', headers, body })).json()) as { id: string };
    expect(await captured.line(({ method }) => method === 'POST')).toMatchObject({
      route: '/v1/vaults/:vaultId/items',
      vaultId: production,
      itemId: id,
      itemVersion: 1,
      status: 200,
    });
    await fetch(`${items}/${id}`, { method: 'PUT', headers, body });
    expect(await captured.line(({ method }) => method === 'PUT')).toMatchObject({
      itemId: id,
      itemVersion: 2,
    });
  });

  test('tells whose call was refused, and of which vault', async () => {
    await get(`/v1/vaults/${finance}/items`);
    expect(await captured.line(({ vaultId }) => vaultId === finance)).toMatchObject({
      tokenId: token.id,
      itemId: null,
      status: 403,
    });
  });

  test('tells nobody’s name where the token wasn’t accepted', async () => {
    await get(`/v1/vaults/${production}`, 'rubbish');
    expect(await captured.line(({ status }) => status === 401)).toMatchObject({
      route: '/v1/vaults/:vaultId',
      tokenId: null,
      vaultId: null,
    });
  });

  test('tells of probes at debug level only', async () => {
    await get('/heartbeat');
    await get('/health');
    expect(await captured.line(({ route }) => route === '/heartbeat')).toMatchObject({ level: 20 });
    expect(await captured.line(({ route }) => route === '/health')).toMatchObject({ level: 20 });
  });

  test('tells of a client that went away before its answer', async () => {
    const socket = dial(server.url);
    socket.write(`GET /v1/vaults HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token.text}\r\n\r\n`, () =>
      socket.resetAndDestroy(),
    );
    // The answer may have been on its way already: what counts is that the call has its line.
    expect(await captured.line(({ route }) => route === '/v1/vaults')).toMatchObject({ method: 'GET' });
  });

  test('tells where it broke, and the caller that it did', async () => {
    await damage(database);
    const answer = await get(`/v1/vaults/${production}/items/${database}`);
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { status: 500, message: 'something broke in here; the log tells more' },
    ]);
    expect(await captured.line(({ msg }) => msg === 'request failed')).toMatchObject({
      level: 50,
      tokenId: token.id,
      itemId: database,
      fault: { name: expect.any(String), frames: expect.arrayContaining([expect.any(String)]) },
    });
  });

  test('tells when the store is away, and the caller to come back', async () => {
    await acme.store.close();
    const answer = await get('/v1/vaults');
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: 503, message: 'the account does not answer at the moment' },
    ]);
    expect(await (await get('/health')).json()).toMatchObject({
      dependencies: [{ service: 'account', status: 'UNAVAILABLE' }],
    });
    expect(await captured.line(({ msg }) => msg === 'request failed')).toMatchObject({
      fault: { name: 'StoreUnavailable' },
    });
  });

  test('holds no token, no value, no title and no URL at debug level, whatever happens', async () => {
    const canary = 'canary-in-a-filter';
    await get(`/v1/vaults/${production}/items/${database}`);
    await get(`/v1/vaults/${production}/items?filter=${encodeURIComponent(`title eq "${canary}"`)}`);
    await get(`/v1/vaults/${canary}/items/${canary}`);
    await get(`/${canary}`);
    const items = `${server.url}/v1/vaults/${production}/items`;
    const writer = await acme.issue({ [production]: 'rw' });
    const headers = { authorization: `Bearer ${writer.text}`, 'content-type': 'application/json' };
    const write = (path: string, method: string, body: string) =>
      fetch(`${items}${path}`, { method, headers, body });
    const fields = [{ label: canary, value: canary }];
    const item = JSON.stringify({ title: canary, category: 'LOGIN', tags: [canary], fields });
    await write('', 'POST', item);
    await write('', 'POST', item.slice(1));
    await write('', 'POST', JSON.stringify({ title: [canary], category: canary, fields }));
    await write(`/${database}`, 'PATCH', JSON.stringify([{ op: 'add', path: '/fields', value: fields[0] }]));
    await write(`/${database}`, 'PATCH', JSON.stringify([{ op: canary, path: `/${canary}`, value: canary }]));
    await get(`/v1/vaults/${production}/items/${database}/files/${IDS.key}/content`);
    await get(`/v1/vaults/${production}/items/${database}/files?inline_files=${canary}`);
    await get(`/v1/vaults/%zz${canary}`);
    await get('/v1/vaults', `${token.text.slice(0, -4)}AAAA`);
    await exchange(server.url, `${canary} ${token.text}\r\n\r\n`);
    await damage(database);
    await get(`/v1/vaults/${production}/items/${database}`);
    await acme.store.close();
    await get(`/v1/vaults/${production}`);
    await captured.line(({ status }) => status === 503);

    const text = captured.text();
    const secrets = [canary, ...Object.values(SECRETS), token.text, ...token.text.split('.'), writer.text];
    const forms = secrets.flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replaceAll('=', ''),
      Buffer.from(secret).toString('hex'),
    ]);
    expect(forms.filter((form) => text.includes(form))).toEqual([]);
    expect(text).not.toMatch(/Database|authorization|bearer /i);
    // The same search finds what it should: the lines name the token by its id.
    expect(text).toContain(token.id);
  });
});
