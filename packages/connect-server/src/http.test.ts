import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningConnectServer, start } from './start.ts';
import { IDS, SECRETS } from './testing/account-file.ts';
import { type Acme, must, openAcme } from './testing/acme.ts';
import { captureLog } from './testing/log.ts';
import { exchange, type RawAnswer } from './testing/raw.ts';
import { CONNECT_VERSION } from './version.ts';

const { production, finance, nowhere, database } = IDS;

let acme: Acme;
let server: RunningConnectServer;
let token: string;

beforeAll(async () => {
  acme = await openAcme();
  const listen = { host: '127.0.0.1', port: 0 };
  server = must(
    await start({ listen, connect: acme.account.connect, clock: acme.clock, log: captureLog().log }),
  );
  token = (await acme.issue({ [production]: 'r' })).text;
});

afterAll(async () => {
  await server.close();
  await acme.close();
});

interface Sent {
  readonly method?: string;
  readonly authorization?: string | null;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** One request on a connection of its own, written byte for byte. */
function send(
  path: string,
  { method = 'GET', authorization = `Bearer ${token}`, headers = [], body = '' }: Sent = {},
): Promise<RawAnswer> {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers];
  if (authorization !== null) lines.push(`Authorization: ${authorization}`);
  return exchange(server.url, `${lines.join('\r\n')}\r\n\r\n${body}`);
}

const json = ({ body }: RawAnswer): unknown => JSON.parse(body);

/** What every answer that isn't a success is: both keys, the status an integer and the same as the answer's. */
function expectRefusal(answer: RawAnswer, status: number, message?: string): void {
  const body = json(answer) as { status: unknown; message: unknown };
  expect(Object.keys(body).sort()).toEqual(['message', 'status']);
  expect([answer.status, body.status]).toEqual([status, status]);
  expect(typeof body.message).toBe('string');
  if (message !== undefined) expect(body.message).toBe(message);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.headers.get('1password-connect-version')).toBe(CONNECT_VERSION);
}

describe('the API', () => {
  test('states its level as three plain numbers, at least 1.3.0, in every answer', async () => {
    const [major = 0, minor = 0] = CONNECT_VERSION.split('.').map(Number);
    expect(CONNECT_VERSION).toMatch(/^\d+\.\d+\.\d+$/);
    expect(major > 1 || (major === 1 && minor >= 3)).toBe(true);
    for (const path of ['/v1/vaults', '/heartbeat', '/health', '/nothing', '/%zz'])
      expect((await send(path)).headers.get('1password-connect-version')).toBe(CONNECT_VERSION);
  });

  test('lets nobody on the way keep an answer', async () => {
    for (const path of [`/v1/vaults/${production}/items/${database}`, '/v1/vaults', '/nothing'])
      expect((await send(path)).headers.get('cache-control')).toBe('no-store');
  });

  test('answers a path with a trailing slash like the one without', async () => {
    for (const path of [
      '/v1/vaults',
      `/v1/vaults/${production}`,
      `/v1/vaults/${production}/items`,
      `/v1/vaults/${production}/items/${database}`,
      '/health',
    ]) {
      const plain = await send(path);
      expect(plain.status).toBe(200);
      expect([(await send(`${path}/`)).status, (await send(`${path}/`)).body]).toEqual([200, plain.body]);
    }
  });

  test('writes no null and every time in RFC 3339', async () => {
    const { body } = await send(`/v1/vaults/${production}/items/${database}`);
    expect(body).not.toContain('null');
    expect(json(await send(`/v1/vaults/${production}`))).toMatchObject({
      createdAt: new Date(acme.clock.now()).toISOString(),
      updatedAt: new Date(acme.clock.now()).toISOString(),
    });
  });

  test('answers a URL in absolute form like its path', async () => {
    const path = `/v1/vaults?filter=${encodeURIComponent('name eq "Production"')}`;
    const answer = await send(`http://connect.example${path}`);
    expect([answer.status, answer.body]).toEqual([200, (await send(path)).body]);
  });

  test('answers HEAD with the headers of GET', async () => {
    const head = await send('/v1/vaults', { method: 'HEAD' });
    const get = await send('/v1/vaults');
    expect([head.status, head.body]).toEqual([200, '']);
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
  });
});

describe('a filter', () => {
  const items = async (query: string) => {
    const list = json(await send(`/v1/vaults/${production}/items${query}`)) as { title: string }[];
    return list.map(({ title }) => title);
  };

  test('reads `+` and `%20` as a space', async () => {
    expect(await items('?filter=tag+eq+%22eu+west%22')).toEqual(['Database']);
    expect(await items('?filter=tag%20eq%20%22eu%20west%22')).toEqual(['Database']);
  });

  test('finds a title with every sign that a URL knows', async () => {
    const title = encodeURIComponent(String.raw`title eq "Deploy key & \"friends\""`);
    expect(await items(`?filter=${title}`)).toEqual(['Deploy key & "friends"']);
  });

  test('finds a part of a title, and a tag only whole', async () => {
    expect(await items('?filter=title+co+%22key%22')).toEqual(['Deploy key & "friends"']);
    expect(await items('?filter=tag+eq+%22prod%22')).toEqual(['Database']);
    expect(await items('?filter=tag+eq+%22pro%22')).toEqual([]);
  });

  test('that nothing passes is an empty list', async () => {
    expect(json(await send('/v1/vaults?filter=name+eq+%22Nothing%22'))).toEqual([]);
    expect(await items('?filter=title+eq+%22Nothing%22')).toEqual([]);
  });

  test('on vaults never finds one that the token doesn’t reach', async () => {
    expect(json(await send('/v1/vaults?filter=name+eq+%22Finance%22'))).toEqual([]);
  });

  test('that can’t be read is told what is allowed', async () => {
    expectRefusal(
      await send('/v1/vaults?filter=rubbish'),
      400,
      'the filter is not one comparison: allowed is name eq "…", title eq "…"',
    );
    expectRefusal(
      await send(`/v1/vaults/${production}/items?filter=title+eq+%22a`),
      400,
      'the filter is not one comparison: allowed is title eq "…", title co "…", tag eq "…"',
    );
    expectRefusal(await send('/v1/vaults?filter='), 400);
    expectRefusal(await send('/v1/vaults?filter=name+eq+%22a%22&filter=name+eq+%22a%22'), 400);
  });

  test('is the only parameter: others are ignored', async () => {
    expect((await send('/v1/vaults?limit=1&x[]=2&__proto__=3&%zz')).status).toBe(200);
  });
});

describe('a call without the right to what it asks', () => {
  test.each([
    ['without a token', null, 'Invalid token signature'],
    ['with another scheme', 'Basic dXNlcjpwYXNz', 'Invalid bearer token'],
    ['with a scheme only', 'Bearer', 'Invalid bearer token'],
    ['with two tokens', 'Bearer a b', 'Invalid bearer token'],
    ['with rubbish', 'Bearer rubbish', 'Invalid bearer token'],
  ])('%s is refused, and told how to sign in', async (_how, authorization, message) => {
    for (const path of ['/v1/vaults', `/v1/vaults/${production}`, `/v1/vaults/not-an-id`]) {
      const answer = await send(path, { authorization });
      expectRefusal(answer, 401, message);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('takes the scheme in any case', async () => {
    for (const scheme of ['bearer', 'BEARER', 'Bearer '])
      expect((await send('/v1/vaults', { authorization: `${scheme} ${token}` })).status).toBe(200);
  });

  test('gets the same answer for a vault out of reach and one that doesn’t exist, but for the id it gave', async () => {
    for (const path of ['', '/items', `/items/${database}`]) {
      const there = await send(`/v1/vaults/${finance}${path}`);
      const nowhereAtAll = await send(`/v1/vaults/${nowhere}${path}`);
      expectRefusal(there, 403, `Authorization: token does not have access to vault ${finance}`);
      expect(nowhereAtAll.body).toBe(there.body.replace(finance, nowhere));
      expect([...nowhereAtAll.headers.keys()]).toEqual([...there.headers.keys()]);
    }
  });
});

describe('the table of errors', () => {
  test('a malformed id of a vault or an item', async () => {
    for (const id of [
      'Production',
      production.toUpperCase(),
      `${production}x`,
      'a'.repeat(2_000),
      '%00',
      'a%2Fb',
    ])
      expectRefusal(await send(`/v1/vaults/${id}`), 400, 'Invalid Vault UUID');
    expectRefusal(await send('/v1/vaults/Production/items'), 400, 'Invalid Vault UUID');
    expectRefusal(await send(`/v1/vaults/x/items/x`), 400, 'Invalid Vault UUID');
    expectRefusal(await send(`/v1/vaults/${production}/items/Database`), 400, 'Invalid Item UUID');
  });

  test('an item that isn’t there', async () => {
    expectRefusal(await send(`/v1/vaults/${production}/items/${nowhere}`), 404);
  });

  test.each([
    '/',
    '/v1',
    '/v1/',
    '/v2/vaults',
    '/v1/vaults//',
    '/v1/activities',
    '/metrics/x',
    '//heartbeat',
  ])('nothing is at %s', async (path) => {
    expectRefusal(await send(path), 404, 'there is nothing at this path');
    expectRefusal(await send(path, { method: 'POST' }), 404, 'there is nothing at this path');
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'PROPFIND'])(
    '%s on a path that is only read',
    async (method) => {
      const answer = await send('/v1/vaults', { method });
      expectRefusal(answer, 405, 'this path can only be asked with GET, HEAD');
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
    },
  );

  test('a method of nobody', async () => {
    expectRefusal(await send('/v1/vaults', { method: 'READ' }), 400);
  });

  test('a body where none is taken, and the connection closes behind it', async () => {
    const body = '{"title":"x"}';
    const headers = [`Content-Length: ${body.length}`, 'Content-Type: application/json'];
    for (const [method, status] of [
      ['GET', 413],
      ['POST', 405],
      ['DELETE', 405],
    ] as const) {
      const answer = await send('/v1/vaults', { method, headers, body });
      expectRefusal(answer, status);
      expect(answer.headers.get('connection')).toBe('close');
    }
    expectRefusal(
      await send('/v1/vaults', { headers: ['Transfer-Encoding: chunked'], body: '1\r\nx\r\n0\r\n\r\n' }),
      413,
    );
    expect((await send('/v1/vaults', { headers: ['Content-Length: 0'] })).status).toBe(200);
  });

  test('a URL that is too long, and one that can’t be decoded', async () => {
    expectRefusal(await send(`/v1/vaults?filter=${'a'.repeat(4_096)}`), 414);
    expectRefusal(await send('/v1/vaults/%zz'), 400, 'the URL is not percent-encoded');
    expectRefusal(await send('/v1/vaults/%E0%A4%A'), 400);
  });

  test('headers that are too large', async () => {
    expectRefusal(await send('/v1/vaults', { headers: [`X-Padding: ${'a'.repeat(20_000)}`] }), 431);
    expectRefusal(await send('/v1/vaults', { authorization: `Bearer ${'a'.repeat(20_000)}` }), 431);
  });

  test('an expectation that isn’t met', async () => {
    expectRefusal(await send('/v1/vaults', { headers: ['Expect: a-miracle'] }), 417);
  });

  test('what is no HTTP/1.1', async () => {
    expectRefusal(await exchange(server.url, 'rubbish\r\n\r\n'), 400);
    expectRefusal(await exchange(server.url, 'GET /v1/vaults HTTP/1.1\r\nConnection: close\r\n\r\n'), 400);
    expectRefusal(await exchange(server.url, new Uint8Array([22, 3, 1, 2, 0, 1, 0, 1, 252, 3])), 400);
  });
});

describe('a probe', () => {
  test('of the heart is answered with a dot, without a token', async () => {
    const answer = await send('/heartbeat', { authorization: null });
    expect([answer.status, answer.body]).toEqual([200, '.']);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('of health says what this is, what it is not, and whether the account answers', async () => {
    expect(json(await send('/health', { authorization: null }))).toEqual({
      name: 'connect-token Connect API, not affiliated with or endorsed by 1Password (AgileBits Inc.)',
      version: CONNECT_VERSION,
      dependencies: [{ service: 'account', status: 'ACTIVE' }],
    });
  });
});

describe('the metrics', () => {
  test('count requests by what was asked and how it was answered, and name nobody', async () => {
    await send(`/v1/vaults/${production}/items/${database}`);
    await send('/v1/vaults', { authorization: null });
    await send('/nothing', { method: 'POST' });
    const answer = await send('/metrics', { authorization: null });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const item = 'route="/v1/vaults/:vaultId/items/:itemId"';
    expect(answer.body).toMatch(
      new RegExp(`^connect_token_connect_requests_total\\{${item},status="200",method="GET"\\} [1-9]`, 'm'),
    );
    expect(answer.body).toContain('{route="/v1/vaults",status="401",method="GET"}');
    expect(answer.body).toContain('{route="none",status="404",method="any"}');
    expect(answer.body).toContain(`connect_token_connect_request_duration_seconds_count{${item}}`);
    for (const name of [production, database, 'Production', 'Database'])
      expect(answer.body).not.toContain(name);
  });
});

describe('whatever comes', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.stringMatching(/^[ -~]$/),
      fc.constantFrom('\0', '\n', 'é', '\u{1F511}', '\u202E', '\uFFFD'),
    ),
  });
  const piece = fc.oneof(
    fc.constantFrom('v1', 'vaults', 'items', 'files', '..', '.', '', '%2e%2e', '%00', '%zz', 'heartbeat'),
    fc.constantFrom(production, finance, nowhere, database),
    text.map((plain) => encodeURIComponent(plain)),
    fc.stringMatching(/^[!-~]*$/),
  );
  const path = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('/')}`);
  const filter = fc.oneof(
    text,
    fc
      .tuple(fc.constantFrom('title', 'name', 'tag'), fc.constantFrom('eq', 'co'), fc.string())
      .map(([attribute, operator, value]) => `${attribute} ${operator} "${value}"`),
  );
  const query = fc.option(
    fc.oneof(
      filter.map((plain) => `filter=${encodeURIComponent(plain)}`),
      piece,
    ),
    {
      nil: '',
    },
  );
  const header = fc.oneof(
    fc
      .tuple(fc.stringMatching(/^[a-zA-Z-]{1,12}$/), fc.stringMatching(/^[ -~]{0,40}$/))
      .map(([name, value]) => `${name}: ${value}`),
    fc.constantFrom('Accept-Version: 2', 'Upgrade: h2c', 'Content-Length: -1', 'Host: a', 'Expect: x'),
  );

  test('is never answered with a failure of ours, and every refusal has its two keys', async () => {
    await fc.assert(
      fc.asyncProperty(
        path,
        query,
        fc.array(header, { maxLength: 4 }),
        fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'POST', 'DELETE'),
        fc.boolean(),
        async (anyPath, anyQuery, headers, method, signedIn) => {
          const authorization = signedIn ? `Bearer ${token}` : null;
          const answer = await send(`${anyPath}?${anyQuery}`, { method, headers, authorization });
          expect(answer.status).toBeLessThan(500);
          expect(answer.status).toBeGreaterThanOrEqual(200);
          expect(answer.body).not.toContain(SECRETS.payroll);
          if (answer.status >= 400 && method !== 'HEAD') expectRefusal(answer, answer.status);
        },
      ),
      { numRuns: 300 },
    );
  });
});
