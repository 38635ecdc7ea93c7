import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { secret } from '@connect-token/core';
import { afterEach, expect, test } from 'vitest';
import { openConnectApi } from './connect-api.ts';
import { connectGet } from './connect-http.ts';
import { describeOpFailure } from './failure.ts';
import { findItem, listItems } from './lookup.ts';

let server: Server;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serving(answer: Answer): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

/** What `op` says of a server that answers so. */
async function said(answer: Answer): Promise<string> {
  const limits = { withinMs: 2_000, bytes: 1_000 };
  const read = await connectGet(await serving(answer), secret('t0ken'), limits).get('/v1/vaults');
  return read.ok ? 'an answer' : describeOpFailure(read.error);
}

const html: Answer = (_request, response) => response.end('<html>sign in</html>');

test.each<[string, Answer, string]>([
  ['a page of HTML', html, 'gives no usable answer: it is not JSON'],
  [
    'a refusal',
    (_, r) => r.writeHead(403).end('{"status":403,"message":"no access"}'),
    '(403) the Connect server',
  ],
  ['a refusal in HTML', (_, r) => r.writeHead(502).end('<html>'), 'it gives no reason that can be read'],
  [
    'a body cut short',
    (_, r) => r.writeHead(200, { 'content-length': 9 }).write('[', () => r.destroy()),
    'gives no answer: the connection failed',
  ],
  ['a body without an end', (_, r) => r.write('['.repeat(2_000)), 'the answer is larger than 1000 bytes'],
])('%s is no answer', async (_what, answer, text) => {
  expect(await said(answer)).toContain(text);
});

test('a server that says nothing is not waited for longer than the deadline', async () => {
  const origin = await serving(() => {});
  const read = await connectGet(origin, secret('t0ken'), { withinMs: 100, bytes: 1_000 }).get('/v1/vaults');
  expect(read).toMatchObject({ ok: false, error: { cause: 'no answer within 0.1s' } });
});

test('no redirect is followed: the token goes nowhere else', async () => {
  const asked: string[] = [];
  const text = await said((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(text).toContain('(307)');
  expect(asked).toEqual(['/v1/vaults']);
});

test('another shape than the Connect API has is no answer, and nothing of it is repeated', async () => {
  const origin = await serving((_request, response) => response.end('[{"id":"x","name":7,"hunter2":1}]'));
  const api = openConnectApi({ OP_CONNECT_HOST: origin, OP_CONNECT_TOKEN: 't0ken' });
  const vaults = api.ok ? await api.value.vaults() : api;
  expect(vaults).toMatchObject({ ok: false, error: { code: 'CONNECT_ANSWER' } });
  expect(JSON.stringify(vaults)).not.toContain('hunter2');
});

test('what is in the archive is not there', async () => {
  const items = [
    { id: 'i1', title: 'Old', vault: { id: 'v' }, category: 'LOGIN', state: 'ARCHIVED' },
    { id: 'i2', title: 'New', vault: { id: 'v' }, category: 'LOGIN' },
  ];
  const origin = await serving(({ url }, response) =>
    response.end(JSON.stringify(url?.endsWith('/items') ? items : [{ id: 'v', name: 'Production' }])),
  );
  const api = openConnectApi({ OP_CONNECT_HOST: origin, OP_CONNECT_TOKEN: 't0ken' });
  if (!api.ok) throw new Error('no API');
  const listed = await listItems(api.value, undefined);
  expect(listed.ok ? listed.value.map(({ overview }) => overview.title) : listed).toEqual(['New']);
  expect(await findItem(api.value, 'Old', 'Production')).toMatchObject({ error: { code: 'UNKNOWN' } });
});

test('each thing is asked for once a process, and keys that are null read as absent ones', async () => {
  let calls = 0;
  const origin = await serving((_request, response) => {
    calls += 1;
    response.end('[{"id":"v","name":"Production","description":null,"items":null}]');
  });
  const api = openConnectApi({ OP_CONNECT_HOST: `${origin}/`, OP_CONNECT_TOKEN: 't0ken' });
  if (!api.ok) throw new Error('no API');
  const [first] = await Promise.all([api.value.vaults(), api.value.vaults()]);
  expect(first).toMatchObject({ ok: true, value: [{ name: 'Production', description: null }] });
  expect(calls).toBe(1);
});
