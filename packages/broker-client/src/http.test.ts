import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createHttp, type Http, type HttpRequest } from './http.ts';
import { ANSWER_BYTES_MAX } from './http-limits.ts';
import { createProxiedHttp } from './proxied-http.ts';
import { proxyOf } from './proxy.ts';
import {
  answer,
  deadOrigin,
  type Reply,
  type ScriptedServer,
  startScriptedServer,
} from './testing/scripted-server.ts';
import { type TestTime, testTime } from './testing/test-time.ts';

const closing: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) await close();
});

async function serve(...replies: readonly Reply[]): Promise<ScriptedServer> {
  const server = await startScriptedServer(replies);
  closing.push(server.close);
  return server;
}

/** A server of bytes, not of HTTP. */
async function serveRaw(serve: Parameters<typeof createServer>[1]): Promise<number> {
  const server: Server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const post = (url: string): HttpRequest => ({
  method: 'POST',
  url,
  headers: {},
  body: 'a=b',
  withinMs: 15_000,
});

/** What `createHttp` loads where there is a proxy; here also where there is none. */
function createUndiciHttp(time: TestTime): Http {
  const proxy = proxyOf(process.env);
  return createProxiedHttp(time, proxy.kind === 'http' ? proxy.url : '');
}

describe.each([
  ['the client', createHttp],
  ['the client of those who have a proxy', createUndiciHttp],
])('%s', (_whose, create) => {
  function http(time = testTime()): Http {
    const created = create(time);
    closing.push(created.close);
    return created;
  }

  describe('an answer', () => {
    test('comes back with its status, its headers and its body', async () => {
      const server = await serve(answer(418, 'short and stout', { 'retry-after': '3' }));
      const sent = await http().send(post(`${server.origin}/path?query=1`));
      expect(sent).toMatchObject({ ok: true, value: { status: 418, body: 'short and stout' } });
      expect(sent.ok && sent.value.header('retry-after')).toBe('3');
      expect(sent.ok && sent.value.header('x-absent')).toBeNull();
      expect(server.received).toMatchObject([{ path: '/path?query=1' }]);
      expect(server.received[0]?.form.get('a')).toBe('b');
    });

    test('that redirects isn’t followed', async () => {
      const canary = await serve();
      const server = await serve(answer(307, '', { location: `${canary.origin}/stolen` }));
      expect(await http().send(post(server.origin))).toMatchObject({ ok: true, value: { status: 307 } });
      expect(canary.received).toEqual([]);
    });

    test('of the largest size is read, and one byte more isn’t', async () => {
      const server = await serve(
        answer(200, 'x'.repeat(ANSWER_BYTES_MAX)),
        answer(200, 'x'.repeat(ANSWER_BYTES_MAX + 1)),
      );
      expect(await http().send(post(server.origin))).toMatchObject({ ok: true });
      expect(await http().send(post(server.origin))).toEqual({
        ok: false,
        error: { sent: true, cause: 'the answer is larger than 65536 bytes' },
      });
    });
  });

  describe('a request that got no answer', () => {
    test('was sent where the connection was reset or the answer cut short', async () => {
      const server = await serve({ kind: 'reset' }, { kind: 'cut', body: '{"access_token":"ey' });
      expect(await http().send(post(server.origin))).toMatchObject({ ok: false, error: { sent: true } });
      expect(await http().send(post(server.origin))).toMatchObject({ ok: false, error: { sent: true } });
    });

    test('was sent where the deadline passes before the head of the answer, or after it', async () => {
      const time = testTime();
      const server = await serve(
        { kind: 'hang', arrived: time.expire },
        { kind: 'hang', arrived: time.expire, head: true },
      );
      const late = { ok: false, error: { sent: true, cause: 'no answer within 15s' } };
      expect(await http(time).send(post(server.origin))).toEqual(late);
      expect(await http(time).send(post(server.origin))).toEqual(late);
    });

    test('provably wasn’t sent where the connection was refused', async () => {
      expect(await http().send(post(deadOrigin()))).toEqual({
        ok: false,
        error: { sent: false, cause: 'the connection was refused (ECONNREFUSED)' },
      });
    });

    test('provably wasn’t sent where TLS failed', async () => {
      const server = await serve();
      const sent = await http().send(post(server.origin.replace('http:', 'https:')));
      expect(sent).toMatchObject({
        ok: false,
        error: { sent: false, cause: expect.stringMatching(/^TLS failed/) },
      });
      expect(server.received).toEqual([]);
    });

    test('provably wasn’t sent where the deadline passes before there is a connection, and never leaves later', async () => {
      const time = testTime();
      const server = await serve();
      const sending = http(time).send(post(server.origin));
      time.expire();
      expect(await sending).toEqual({ ok: false, error: { sent: false, cause: 'no answer within 15s' } });
      await expect(fetch(server.origin)).resolves.toMatchObject({ status: 500 });
      expect(server.received).toHaveLength(1);
    });

    test('has a cause where the other side changes the protocol, or has a head without an end', async () => {
      const heads = [
        '101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x',
        `200 OK\r\nx: ${'x'.repeat(20_000)}`,
      ];
      const port = await serveRaw((socket) =>
        socket.on('error', () => {}).once('data', () => socket.end(`HTTP/1.1 ${heads.shift()}\r\n\r\n`)),
      );
      const sent = [
        await http().send(post(`http://127.0.0.1:${port}`)),
        await http().send(post(`http://127.0.0.1:${port}`)),
      ];
      expect(sent).toMatchObject([
        {
          ok: false,
          error: { sent: true, cause: expect.stringMatching(/^the (connection was cut|answer is not HTTP)/) },
        },
        { ok: false, error: { sent: true, cause: expect.stringMatching(/^the answer's head is too large/) } },
      ]);
    });

    test('has a cause in words of our own, whatever the other side says', async () => {
      const port = await serveRaw((socket) => socket.on('error', () => {}).end('\n::add-path::/tmp\r\n\r\n'));
      const sent = await http().send(post(`http://127.0.0.1:${port}`));
      expect(sent).toMatchObject({
        ok: false,
        error: { cause: 'the answer is not HTTP' },
      });
    });
  });

  describe('a proxy', () => {
    test('of the environment is asked for https, and never for http, which is loopback only', async () => {
      const asked: string[] = [];
      const port = await serveRaw((socket) => {
        socket
          .on('error', () => {})
          .once('data', (bytes: Buffer) => {
            asked.push(bytes.toString().split('\r\n')[0] ?? '');
            socket.end(`HTTP/1.1 ${asked.length === 1 ? 502 : 407} No\r\n\r\n`);
          });
      });
      vi.stubEnv('https_proxy', `http://127.0.0.1:${port}`);
      vi.stubEnv('http_proxy', `http://127.0.0.1:${port}`);
      const server = await serve(answer(200, ''));
      expect(await http().send(post(server.origin))).toMatchObject({ ok: true });
      const refused = [
        await http().send(post('https://broker.acme.example/oauth/token')),
        await http().send(post('https://broker.acme.example/oauth/token')),
      ];
      expect(refused).toEqual([
        { ok: false, error: { sent: false, cause: "the proxy doesn't connect to that host (502)" } },
        { ok: false, error: { sent: false, cause: 'the proxy wants a user and a password (407)' } },
      ]);
      const line = 'CONNECT broker.acme.example:443 HTTP/1.1';
      expect(asked).toEqual([line, line]);
    });
  });
});

describe('the address of a proxy', () => {
  test('without a scheme is an http one, and the name in lower case wins', () => {
    const url = (environment: NodeJS.ProcessEnv) => ({ ...proxyOf(environment) });
    expect(url({ https_proxy: 'proxy:3128', HTTPS_PROXY: 'http://other:1' })).toEqual({
      kind: 'http',
      url: 'http://proxy:3128',
    });
    expect(url({ HTTPS_PROXY: 'https://proxy:3128' })).toEqual({ kind: 'http', url: 'https://proxy:3128' });
    expect(url({ https_proxy: '', HTTPS_PROXY: 'proxy:1' })).toEqual({ kind: 'http', url: 'http://proxy:1' });
    expect(url({ https_proxy: ' ' })).toEqual({ kind: 'none' });
    expect(url({})).toEqual({ kind: 'none' });
  });

  test.each([
    'socks5://proxy:1080',
    'http://:secret-word@',
    'proxy:port',
    'http://u:100%secret-word@proxy:1',
  ])(
    'that can’t be used (`%s`) is a cause that quotes nothing of it, and nothing goes past it',
    async (text) => {
      vi.stubEnv('https_proxy', text);
      const http = createHttp(testTime());
      const sent = await http.send(post('https://broker.acme.example'));
      expect(sent).toMatchObject({
        ok: false,
        error: { sent: false, cause: expect.stringContaining('https_proxy') },
      });
      expect(JSON.stringify(sent)).not.toContain('secret-word');
      await http.close();
    },
  );
});
