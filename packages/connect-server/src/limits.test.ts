import { once } from 'node:events';
import type { ConnectAccess } from '@connect-token/account';
import { StoreUnavailable } from '@connect-token/storage';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS, type Limits } from './limits.ts';
import { type RunningConnectServer, start } from './start.ts';
import { IDS } from './testing/account-file.ts';
import { type Acme, must, openAcme } from './testing/acme.ts';
import { closedGate, type Gate } from './testing/gate.ts';
import { type CapturedLog, captureLog } from './testing/log.ts';
import { dial, drain, exchange, parseAnswer } from './testing/raw.ts';

let acme: Acme;
let token: string;
const running: RunningConnectServer[] = [];

beforeAll(async () => {
  acme = await openAcme();
  token = (await acme.issue({ [IDS.production]: 'r' })).text;
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

afterAll(() => acme.close());

interface Served extends RunningConnectServer {
  readonly captured: CapturedLog;
}

async function serve(
  limits: Partial<Limits>,
  connect: ConnectAccess = acme.account.connect,
  host = '127.0.0.1',
): Promise<Served> {
  const captured = captureLog();
  const listen = { host, port: 0 };
  const server = must(
    await start({ listen, connect, clock: acme.clock, log: captured.log, limits: { ...LIMITS, ...limits } }),
  );
  running.push(server);
  return { ...server, captured };
}

/** The account, with everybody who lists vaults held at a gate. */
const heldAt = (gate: Gate): ConnectAccess => ({
  ...acme.account.connect,
  vaults: async (bearer) => {
    await gate.pass();
    return acme.account.connect.vaults(bearer);
  },
});

/** The account, with vaults whose list is longer than what a connection holds by itself. */
const verbose = (): ConnectAccess => ({
  ...acme.account.connect,
  vaults: async (bearer) => {
    const vaults = await acme.account.connect.vaults(bearer);
    return vaults.map((vault) => ({ ...vault, description: 'a'.repeat(16 * 1024 * 1024) }));
  },
});

const LIST = 'GET /v1/vaults HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ';
const listVaults = () => `${LIST}${token}\r\n\r\n`;

describe('a slow sender', () => {
  const limits = { requestMs: 100, checkMs: 20 };

  test.each([
    ['says nothing', ''],
    ['stops in the request line', 'GET /v1/vau'],
    ['stops in a header', 'GET /v1/vaults HTTP/1.1\r\nHost: a\r\nX-Slow: '],
  ])('that %s is told so and cut off', async (_how, bytes) => {
    const { url } = await serve(limits);
    expect(await exchange(url, bytes)).toMatchObject({
      status: 408,
      body: '{"status":408,"message":"the request took too long to arrive"}',
    });
  });

  test('that never stops sending is cut off as well', async () => {
    const { url } = await serve(limits);
    const socket = dial(url);
    const answer = drain(socket);
    socket.write('GET /v1/vaults HTTP/1.1\r\nHost: a\r\nX-Slow: ');
    const drip = setInterval(() => socket.write('a'), 10);
    expect(parseAnswer(await answer).status).toBe(408);
    clearInterval(drip);
  });

  test('of a body isn’t waited for', async () => {
    const { url } = await serve({ ...LIMITS });
    const head = 'Host: a\r\nContent-Length: 1000000\r\n\r\n{';
    expect((await exchange(url, `GET /v1/vaults HTTP/1.1\r\n${head}`)).status).toBe(413);
    expect((await exchange(url, `POST /v1/vaults HTTP/1.1\r\n${head}`)).status).toBe(405);
  });

  test('is held to the same on a host that has several addresses', async () => {
    const { url } = await serve(limits, acme.account.connect, 'localhost');
    expect(new URL(url).hostname).toBe('localhost');
    expect((await exchange(url, 'GET /')).status).toBe(408);
  });
});

describe('a connection', () => {
  test('with nothing more to say is closed', async () => {
    const { url } = await serve({ idleMs: 10 });
    const socket = dial(url);
    const answer = drain(socket);
    socket.write('GET /heartbeat HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(parseAnswer(await answer).headers.get('connection')).toBe('keep-alive');
  });

  test('beyond the limit is closed at once, and one that ends makes room', async () => {
    const { url } = await serve({ connections: 1 });
    const first = dial(url);
    first.write('GET /heartbeat HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(first, 'data');
    expect(await drain(dial(url))).toBe('');
    first.write('GET /heartbeat HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await drain(first);
    expect((await exchange(url, 'GET /heartbeat HTTP/1.0\r\n\r\n')).body).toBe('.');
  });
});

describe('an answer', () => {
  test('that nobody takes is given up', async () => {
    const { url, captured } = await serve({ quietMs: 400 }, verbose());
    const socket = dial(url).pause();
    socket.on('error', () => {});
    socket.write(listVaults());
    expect(await captured.line(({ route }) => route === '/v1/vaults')).toMatchObject({
      status: 200,
      delivered: false,
    });
    socket.destroy();
  });

  test('in pieces of which one can’t be read is cut, so that nobody takes it for whole, and told', async () => {
    const listed: ConnectAccess = {
      ...acme.account.connect,
      items: async function* (vaultId, filter) {
        for (const _ of [1, 2, 3]) yield* acme.account.connect.items(vaultId, filter);
        throw new StoreUnavailable('the disk is full');
      },
    };
    const { url, captured } = await serve({}, listed);
    const path = `/v1/vaults/${IDS.production}/items`;
    const answer = await exchange(url, listVaults().replace('/v1/vaults', path));
    expect(answer.status).toBe(200);
    expect(answer.body.endsWith('0\r\n\r\n')).toBe(false);
    expect(await captured.line(({ msg }) => msg === 'request failed')).toMatchObject({
      fault: { cause: 'the disk is full' },
    });
    expect(await captured.line(({ msg }) => msg === 'request')).toMatchObject({ delivered: false });
  });

  test('that takes too long is given up', async () => {
    const gate = closedGate();
    const { url } = await serve({ answerMs: 30, checkMs: 10 }, heldAt(gate));
    const answer = await exchange(url, listVaults().replace('Host: a', 'Host: a\r\nConnection: close'));
    expect(answer).toMatchObject({
      status: 503,
      body: '{"status":503,"message":"the account does not answer at the moment"}',
    });
    gate.open();
  });
});

describe('a service that closes', () => {
  test('lets what runs finish, and takes nothing new', async () => {
    const gate = closedGate();
    const server = await serve({}, heldAt(gate));
    const socket = dial(server.url);
    const answer = drain(socket);
    socket.write(listVaults());
    await gate.reached;
    const closed = server.close();
    expect(await drain(dial(server.url))).toBe('');
    gate.open();
    const { status, headers, body } = parseAnswer(await answer);
    expect([status, headers.get('connection'), JSON.parse(body)]).toMatchObject([200, 'close', [{}]]);
    await closed;
  });

  test.each([
    ['hasn’t said anything', ''],
    ['is in the middle of a header', 'GET /heartbeat HTTP/1.1\r\nX-Slow: '],
    ['has had its answer', 'GET /heartbeat HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('doesn’t wait for a connection that %s', async (_what, bytes) => {
    const server = await serve({ closeMs: 60_000 });
    const socket = dial(server.url);
    const end = drain(socket);
    socket.write(bytes);
    // The second connection's answer tells that the service has seen the first.
    await exchange(server.url, 'GET /heartbeat HTTP/1.0\r\n\r\n');
    await server.close();
    await end;
  });

  test('hangs up behind an answer that was under way already', async () => {
    const server = await serve({ closeMs: 60_000 }, verbose());
    const socket = dial(server.url);
    socket.write(listVaults());
    const [first] = (await once(socket, 'data')) as [Buffer];
    socket.pause();
    const closed = server.close();
    const rest = drain(socket);
    socket.resume();
    const { headers, body } = parseAnswer(first.toString() + (await rest));
    expect(headers.get('connection')).toBe('keep-alive');
    expect(body.length).toBe(Number(headers.get('content-length')));
    await closed;
  });

  test('cuts off what doesn’t finish', async () => {
    const gate = closedGate();
    const server = await serve({ closeMs: 30 }, heldAt(gate));
    const socket = dial(server.url);
    const answer = drain(socket);
    socket.write(listVaults());
    await gate.reached;
    await server.close();
    expect(await answer).toBe('');
    gate.open();
  });

  test('can be closed again', async () => {
    const server = await serve({});
    await Promise.all([server.close(), server.close()]);
    await server.close();
  });
});
