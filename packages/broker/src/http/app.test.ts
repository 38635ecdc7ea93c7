import { connect, type Socket } from 'node:net';
import { errorAnswer } from '@connect-token/protocol/sts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { anyText } from '../testing/any-text.ts';
import { exchangeForm, type House, openHouse } from '../testing/house.ts';

/** Short enough to wait for, long enough for a busy machine to send what is meant to arrive in time. */
const SLOW = { headersTimeoutMs: 1_000, requestTimeoutMs: 2_000, checkEveryMs: 100 };

let house: House;
beforeAll(async () => {
  const rates = { ...LIMITS.rates, mintsPerAddress: 60_000, revocationsPerAddress: 60_000 };
  house = await openHouse({
    limits: { ...LIMITS, rates, http: { ...LIMITS.http, ...SLOW, connectionsMax: 40 } },
  });
});
afterAll(() => house.close());

const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_client',
  'unsupported_grant_type',
  'invalid_authorization_details',
  'invalid_target',
];

/** Sends bytes over a connection of its own, and answers with all that came back once the broker has closed it. */
function raw(send: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve) => {
    const { port } = new URL(house.url);
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () => send(socket));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
}

/** Writes one character after the other for as long as it is let. */
function drip(socket: Socket, text: string): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < text.length && !socket.destroyed) socket.write(text.charAt(sent++));
    else clearInterval(timer);
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

const HEAD = 'POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n';

function expectOAuthError(text: string, status: number, code: string): void {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head.toLowerCase()).toContain('content-type: application/json');
  expect(head.toLowerCase()).toContain('cache-control: no-store');
  const parsed = errorAnswer.parse(JSON.parse(body));
  expect(parsed).toMatchObject({ error: 'invalid_request', code });
  expect(house.lines.some(({ event }) => event === parsed.event_id)).toBe(true);
}

// At the same time, because each waits for its deadline.
describe.concurrent('a sender that is slow', () => {
  test('in its body is told so and cut off, however often it sends something', async () => {
    const text = await raw((socket) => {
      socket.write(`${HEAD}Content-Length: 60000\r\n\r\n`);
      drip(socket, 'a'.repeat(60_000));
    });
    expectOAuthError(text, 408, 'REQUEST_TOO_SLOW');
  });

  test('in its headers as well', async () => {
    const text = await raw((socket) => {
      socket.write(HEAD);
      drip(socket, `X-Padding: ${'a'.repeat(10_000)}`);
    });
    expectOAuthError(text, 408, 'REQUEST_TOO_SLOW');
  });

  test('and one that connects and sends nothing', async () => {
    expectOAuthError(await raw(() => {}), 408, 'REQUEST_TOO_SLOW');
  });

  test('in chunks that never end, too', async () => {
    const text = await raw((socket) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
      drip(socket, '1\r\na\r\n'.repeat(10_000));
    });
    expectOAuthError(text, 408, 'REQUEST_TOO_SLOW');
  });

  test('keeps nobody else from being answered', async () => {
    const slow = Array.from({ length: 10 }, () =>
      raw((socket) => socket.write(`${HEAD}Content-Length: 9\r\n\r\n`)),
    );
    expect((await house.mint()).status).toBe(200);
    await Promise.all(slow);
  });
});

test('a sender that goes away in the middle of its body, or before it is looked at, is no event of ours', async () => {
  const before = house.lines.length;
  await raw((socket) => socket.write(`${HEAD}Content-Length: 100\r\n\r\na`, () => socket.resetAndDestroy()));
  await raw((socket) => socket.write(HEAD, () => socket.resetAndDestroy()));
  // Answered after both: whatever they caused has been written by then.
  await house.get('/healthz');
  expect(house.lines.slice(before)).toEqual([]);
});

describe('a sender of too much', () => {
  test('a body above 64 KiB is refused by its length, before it is sent', async () => {
    const text = await raw((socket) =>
      socket.write(`${HEAD}Content-Length: 65537\r\nConnection: close\r\n\r\n`),
    );
    expectOAuthError(text, 413, 'REQUEST_TOO_LARGE');
  });

  test('a body that only grows beyond it, too', async () => {
    const { status, body } = await house.post('/oauth/token', `x=${'a'.repeat(65_535)}`);
    expect({ status, code: body['code'] }).toEqual({ status: 413, code: 'REQUEST_TOO_LARGE' });
    const chunk = `8000\r\n${'a'.repeat(0x8000)}\r\n`;
    const text = await raw((socket) =>
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(3)}`),
    );
    expectOAuthError(text, 413, 'REQUEST_TOO_LARGE');
  });

  test('a body of exactly 64 KiB is read', async () => {
    const { body } = await house.post('/oauth/token', `x=${'a'.repeat(65_534)}`);
    expect(body).toMatchObject({
      code: 'REQUEST_MALFORMED',
      error_description: 'the parameter `grant_type` is missing',
    });
  });

  test('headers above 16 KiB are refused', async () => {
    const text = await raw((socket) => socket.write(`${HEAD}X-Padding: ${'a'.repeat(20_000)}\r\n\r\n`));
    expectOAuthError(text, 413, 'REQUEST_TOO_LARGE');
  });

  test('connections above the cap are closed, and those below it go on', async () => {
    const open = Array.from({ length: 60 }, () => raw(() => {}));
    const answers = await Promise.all(open);
    expect(answers.filter((text) => text === '').length).toBeGreaterThanOrEqual(20);
    expect(answers.filter((text) => text.startsWith('HTTP/1.1 408')).length).toBeGreaterThan(0);
  });
});

describe('what is no HTTP', () => {
  test.each([
    ['rubbish', 'hello\r\n\r\n'],
    ['a TLS hello', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['two lengths', `${HEAD}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
    ['a length and chunks', `${HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a length that is no number', `${HEAD}Content-Length: 0x10\r\n\r\n`],
    ['a folded header', `${HEAD}X-A: a\r\n b\r\n\u0000\r\n\r\n`],
  ])('%s is refused with an OAuth error', async (_what, bytes) => {
    expectOAuthError(await raw((socket) => socket.write(bytes, 'latin1')), 400, 'REQUEST_MALFORMED');
  });
});

test('any body of a form is answered below 500 with an error that OAuth knows', async () => {
  const idToken = await house.issuer.idToken();
  const valid = Object.entries(exchangeForm(idToken));
  const names = fc.constantFrom(
    ...valid.map(([name]) => name),
    'audience',
    'token',
    'client_id',
    '__proto__',
    'constructor',
  );
  const values = fc.oneof(fc.constantFrom(...valid.map(([, value]) => value ?? '')), anyText(100), fc.json());
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc
      .array(fc.tuple(names, values), { maxLength: 12 })
      .map((pairs) => new URLSearchParams(pairs).toString()),
    fc
      .array(fc.tuple(names, values), { maxLength: 6 })
      .map((pairs) => pairs.map((pair) => pair.join('=')).join('&')),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('/oauth/token', '/oauth/revoke'), bodies, async (path, body) => {
      const { status, body: answer } = await house.post(path, body);
      expect(status).toBeLessThan(500);
      if (status === 200) return;
      const parsed = errorAnswer.parse(answer);
      expect(OAUTH_ERRORS).toContain(parsed.error);
      expect(parsed.error_description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
    }),
    { numRuns: 150 },
  );
});
