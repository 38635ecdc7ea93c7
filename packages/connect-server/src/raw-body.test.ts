import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IDS } from './testing/account-file.ts';
import { type Acme, openAcme } from './testing/acme.ts';
import { dial, drain, exchange, parseAnswer, type RawAnswer } from './testing/raw.ts';
import { type Served, serve } from './testing/served.ts';

const ITEMS = `/v1/vaults/${IDS.production}/items`;
const JSON_TYPE = 'Content-Type: application/json';
const limits = { bodyBytes: 1_000, requestMs: 300, checkMs: 20 };

let acme: Acme;
let server: Served;
let token: string;

beforeAll(async () => {
  acme = await openAcme();
  server = await serve(acme, limits);
  token = (await acme.issue({ [IDS.production]: 'rw' })).text;
});

afterAll(async () => {
  await server.close();
  await acme.close();
});

const head = (headers: readonly string[], method = 'POST', path = ITEMS) =>
  `${[`${method} ${path} HTTP/1.1`, 'Host: a', `Authorization: Bearer ${token}`, ...headers].join('\r\n')}\r\n\r\n`;

/** One request on a connection of its own, written byte for byte. */
const post = (
  body: string | Uint8Array,
  headers: readonly string[] = [JSON_TYPE],
  method = 'POST',
  path = ITEMS,
): Promise<RawAnswer> => {
  const bytes = Buffer.from(body);
  const lines = [`Content-Length: ${bytes.length}`, 'Connection: close', ...headers];
  return exchange(server.url, Buffer.concat([Buffer.from(head(lines, method, path)), bytes]));
};

const told = ({ status, body }: RawAnswer) => [status, (JSON.parse(body) as { message: string }).message];

const item = (change: object = {}) => JSON.stringify({ title: 'Raw', category: 'LOGIN', ...change });

/** A body of exactly so many bytes. */
const itemOf = (bytes: number) => item({ x: 'a'.repeat(bytes - item({ x: '' }).length) });

describe('a body', () => {
  test('in one piece, or in chunks, is read', async () => {
    expect((await post(item())).status).toBe(200);
    const chunks = item().match(/.{1,7}/gs) ?? [];
    const lines = [JSON_TYPE, 'Transfer-Encoding: chunked', 'Connection: close'];
    const chunked = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('');
    expect((await exchange(server.url, `${head(lines)}${chunked}0\r\n\r\n`)).status).toBe(200);
  });

  test('at the limit is taken, and one byte more is refused', async () => {
    expect((await post(itemOf(1_000))).status).toBe(200);
    expect(told(await post(itemOf(1_001)))).toEqual([413, 'the body is larger than 1000 bytes']);
  });

  test('that is far too large is refused by its announcement, and when it hasn’t one, by its size', async () => {
    const announced = await exchange(server.url, head([JSON_TYPE, 'Content-Length: 1000000000']));
    expect([announced.status, announced.headers.get('connection')]).toEqual([413, 'close']);
    const chunk = `${(10_000).toString(16)}\r\n${'a'.repeat(10_000)}\r\n`;
    const endless = head([JSON_TYPE, 'Transfer-Encoding: chunked']) + chunk;
    expect((await exchange(server.url, endless)).status).toBe(413);
  });

  test('that comes too slowly is cut off, and nothing is written', async () => {
    const socket = dial(server.url);
    const answer = drain(socket);
    socket.write(head([JSON_TYPE, 'Content-Length: 500']) + item({ title: 'Slow' }).slice(0, 20));
    const drip = setInterval(() => socket.write(' '), 10);
    expect(parseAnswer(await answer)).toMatchObject({
      status: 408,
      body: '{"status":408,"message":"the request took too long to arrive"}',
    });
    clearInterval(drip);
    expect((await server.ask(token, 'GET', `${ITEMS}?filter=title eq "Slow"`)).body).toEqual([]);
  });

  test('that is cut off has no effect', async () => {
    const socket = dial(server.url);
    socket.write(head([JSON_TYPE, 'Content-Length: 500']) + item({ title: 'Cut' }), () =>
      socket.resetAndDestroy(),
    );
    expect(
      await server.captured.line(({ method, delivered }) => method === 'POST' && delivered === false),
    ).toBeDefined();
    expect((await server.ask(token, 'GET', `${ITEMS}?filter=title eq "Cut"`)).body).toEqual([]);
  });

  test.each([
    ['nothing', '', 'the body is empty, JSON is needed'],
    ['something else', 'title=Raw&category=LOGIN', 'the body is not JSON'],
    ['half of it', item().slice(0, -1), 'the body is not JSON'],
    ['more than one', item() + item(), 'the body is not JSON'],
    ['bytes that are no text', new Uint8Array([0x22, 0xff, 0x22]), 'the body is not UTF-8'],
    ['null', 'null', 'is null, an object is needed'],
    ['a list', '[]', 'is a list, an object is needed'],
    ['a text', '"hunter2"', 'is a text, an object is needed'],
  ])('that is %s is told so', async (_what, body, message) => {
    expect(told(await post(body))).toEqual([400, message]);
  });

  test('that isn’t even announced is told so, and the next request of its connection is answered', async () => {
    const socket = dial(server.url);
    const answers = drain(socket);
    socket.write(head([JSON_TYPE]) + head(['Connection: close'], 'GET'));
    const [first = '', second = ''] = (await answers).split(/(?=HTTP\/1\.1 )/);
    expect(told(parseAnswer(first))).toEqual([400, 'the body is empty, JSON is needed']);
    expect(parseAnswer(second).status).toBe(200);
  });

  test('of another type, or encoded, is refused before it is read', async () => {
    const message = 'the body has to be JSON in UTF-8, as it is, with the Content-Type application/json';
    for (const headers of [
      ['Content-Type: application/x-www-form-urlencoded'],
      ['Content-Type: text/plain'],
      ['Content-Type: rubbish'],
      [JSON_TYPE, 'Content-Encoding: gzip'],
      ['Content-Type: application/json; charset=latin1'],
    ])
      expect(told(await post(item(), headers))).toEqual([415, message]);
    expect((await post(item(), [])).status).toBe(200);
  });

  test('is told every mistake at once, and nothing of a value', async () => {
    const body = JSON.stringify({ title: 7, fields: [{ value: ['hunter2'] }], tags: null });
    const answer = await post(body);
    expect(told(answer)).toEqual([
      400,
      expect.stringMatching(
        /^title: is a number, a text is needed; category: is missing; fields\[0\]\.value: is a list, a text is needed$/,
      ),
    ]);
    expect(answer.body).not.toContain('hunter2');
  });

  test('with keys that programs trip over has them ignored', async () => {
    const body = item().replace(
      '{',
      '{"__proto__":{"favorite":true},"constructor":{"prototype":{"x":1}},"toString":1,',
    );
    const answer = await post(body);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { favorite: false, title: 'Raw' }]);
    expect(({} as { favorite?: unknown }).favorite).toBeUndefined();
    const patch = '[{"op":"add","path":"/__proto__/favorite","value":true,"__proto__":{"op":"test"}}]';
    const path = `${ITEMS}/${(JSON.parse(answer.body) as { id: string }).id}`;
    expect((await post(patch, [JSON_TYPE], 'PATCH', path)).status).toBe(400);
  });

  test('isn’t read of somebody who isn’t known, or may not write', async () => {
    const unread = ['Content-Length: 900', JSON_TYPE];
    const stranger = await exchange(server.url, head(unread).replace(/Bearer \S+/, 'Bearer x.y.z'));
    expect([stranger.status, stranger.headers.get('connection')]).toEqual([401, 'close']);
    const reader = (await acme.issue({ [IDS.production]: 'r' })).text;
    const refused = await exchange(server.url, head(unread).replace(/Bearer \S+/, `Bearer ${reader}`));
    expect([refused.status, refused.headers.get('connection')]).toEqual([403, 'close']);
  });

  test('that was read whole lets the connection be used again, also where it is refused', async () => {
    const socket = dial(server.url);
    const answers = drain(socket);
    const body = '{"title":""}';
    const once = `${head([JSON_TYPE, `Content-Length: ${body.length}`])}${body}`;
    const last = once.replace('Host: a', 'Host: a\r\nConnection: close');
    socket.write(once + last);
    expect((await answers).match(/HTTP\/1\.1 400/g)).toHaveLength(2);
  });

  test('of a method that has none is refused', async () => {
    const path = `${ITEMS}/${IDS.database}`;
    for (const method of ['GET', 'DELETE'])
      expect(told(await post('{}', [JSON_TYPE], method, path))).toEqual([
        413,
        'a request with this method has no body',
      ]);
    expect((await post('', [JSON_TYPE], 'GET', path)).status).toBe(200);
  });
});
