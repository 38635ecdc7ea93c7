import { connect } from 'node:net';
import { type ControlPlane, err, seconds, TIMINGS } from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import type { Config } from '@connect-token/protocol/files';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { LIMITS } from './limits.ts';
import { start } from './start.ts';
import { type House, openHouse, POLICY } from './testing/house.ts';

const CONFIG: Config = {
  publicUrl: 'https://broker.acme.example',
  listen: { host: '127.0.0.1', port: 0 },
  dataDirectory: '/nowhere',
  issuers: ['http://127.0.0.1:1'],
  audience: 'https://broker.acme.example',
  servers: [{ server: 'Production', connectUrl: 'https://connect.acme.example' }],
  policyPath: '/nowhere',
  plan: { kind: 'unlimited' },
  ceilings: [],
  account: { path: '/nowhere', sealingKeyPath: null, previousSealingKeyPath: null, allowEveryone: false },
  connect: { listen: { host: '127.0.0.1', port: 0 }, activity: 'batched', activityKeep: seconds(86_400) },
  management: null,
  metrics: null,
  auditLines: null,
  github: [],
  logLevel: 'info',
};

/** Starts a broker beside a running house, on its account and store, and closes it again. */
async function outcome(
  house: House,
  changes: Partial<Config>,
  controlPlane: ControlPlane = house.controlPlane,
) {
  const started = await start({
    config: { ...CONFIG, ...changes },
    policy: POLICY,
    controlPlane,
    leases: house.leases,
    clock: systemClock,
    timer: systemTimer,
    ids: systemIds,
    timings: TIMINGS,
    log: pino({ enabled: false }),
  });
  if (!started.ok) return started.error;
  const { url } = started.value;
  await started.value.close();
  return url;
}

const SERVERS = [
  { server: 'Production', connectUrl: 'https://a.example' },
  { server: 'Staging', connectUrl: 'https://b.example' },
] as const;

test('a broker starts only where its configuration fits the account and the network', async () => {
  const house = await openHouse();
  expect(await outcome(house, { servers: SERVERS })).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await outcome(house, {})).toEqual([
    {
      code: 'CONNECT_URL_INVALID',
      server: 'Staging',
      problem: 'is missing: the rule `tools` grants this server',
    },
  ]);

  const port = Number(new URL(house.url).port);
  expect(await outcome(house, { servers: SERVERS, listen: { host: '127.0.0.1', port } })).toEqual([
    { code: 'LISTEN_FAILED', address: `127.0.0.1:${port}`, cause: 'something else listens there' },
  ]);
  const away = { code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'x' } as const;
  const down: ControlPlane = {
    ...house.controlPlane,
    servers: { list: async () => err({ effect: 'none', failure: away }) },
  };
  expect(await outcome(house, { servers: SERVERS }, down)).toEqual([away]);
  await house.close();
});

test('plain HTTP is for loopback: an http public URL on another address is refused, an https one is a proxy', async () => {
  const house = await openHouse();
  const http = { servers: SERVERS, publicUrl: 'http://127.0.0.1:8300' };
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'broker.acme.example']) {
    expect(await outcome(house, { ...http, listen: { host, port: 0 } })).toMatchObject([
      { code: 'URL_INSECURE' },
    ]);
  }
  expect(await outcome(house, { ...http, listen: { host: 'localhost', port: 0 } })).toContain('http://');
  expect(await outcome(house, { servers: SERVERS, listen: { host: '0.0.0.0', port: 0 } })).toContain(
    'http://',
  );
  await house.close();
});

test('the metadata names the configured issuer, whatever the request calls the broker', async () => {
  const house = await openHouse();
  const response = await fetch(`${house.url}/.well-known/oauth-authorization-server`, {
    headers: {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    },
  });
  const text = await response.text();
  expect(text).not.toContain('evil');
  expect(JSON.parse(text)).toMatchObject({ issuer: house.url, token_endpoint: `${house.url}/oauth/token` });
  await house.close();
});

/** A gate in front of the account's `create`. */
function gated() {
  let arrived = (): void => {};
  let open = (): void => {};
  const held = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const controlPlane = (real: ControlPlane): ControlPlane => ({
    ...real,
    tokens: {
      ...real.tokens,
      create: async (order) => {
        arrived();
        await gate;
        return real.tokens.create(order);
      },
    },
  });
  return { controlPlane, held, open: () => open() };
}

describe('close', () => {
  test('lets a running mint finish and be answered, and accepts nothing new meanwhile', async () => {
    const { controlPlane, held, open } = gated();
    // A close that waited for its bound, or for an idle connection, would never end here.
    const house = await openHouse({ controlPlane, limits: { ...LIMITS, drainWithin: seconds(3_600) } });
    const mint = house.mint();
    await held;
    const closed = house.broker.close();
    while ((await tryConnection(house.url)) !== 'ECONNREFUSED');
    open();
    expect((await mint).status).toBe(200);
    await closed;
    await house.close();
  });

  test('waits for a mint whose caller went away, so that the store is not closed under it', async () => {
    const { controlPlane, held, open } = gated();
    const house = await openHouse({ controlPlane });
    const controller = new AbortController();
    const body = new URLSearchParams(
      Object.entries({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: await house.issuer.idToken(),
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        authorization_details: '[{"type":"connect_vaults","vaults":[{"vault":"Production"}]}]',
      }),
    );
    const mint = fetch(`${house.url}/oauth/token`, { method: 'POST', body, signal: controller.signal });
    await held;
    controller.abort();
    await expect(mint).rejects.toThrow();
    const closed = house.broker.close();
    open();
    await closed;
    expect(house.lines.some(({ kind }) => kind === 'mint.granted')).toBe(true);
    await house.close();
  });

  test('does not wait longer than its bound, and leaves the intent to the next start', async () => {
    const { controlPlane, held, open } = gated();
    const house = await openHouse({ controlPlane, limits: { ...LIMITS, drainWithin: seconds(0) } });
    const mint = house.mint().then(
      () => 'answered',
      () => 'cut off',
    );
    await held;
    await house.broker.close();
    expect(await mint).toBe('cut off');
    expect(await house.leases.census(systemClock.now())).toMatchObject({ states: { intent: 1 }, overdue: 0 });
    expect(await house.leases.heldCredits()).toBe(1);
    open();
    await house.close();
  });
});

const tryConnection = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      socket.destroy();
      resolve('connected');
    });
    socket.on('error', (error: Error & { readonly code?: string }) => resolve(String(error.code)));
  });

test('what breaks inside is told as an event id, and only the log says what it was', async () => {
  const house = await openHouse({
    controlPlane: (real) => ({
      ...real,
      get vaults(): never {
        throw new Error('a bug with eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl in it');
      },
    }),
  });
  const { status, body, text } = await house.mint();
  expect({ status, ...body }).toMatchObject({ status: 500, error: 'server_error', code: 'INTERNAL' });
  expect(text).not.toContain('bug');
  const line = house.lines.find(({ event }) => event === body['event_id']);
  expect(line).toMatchObject({ level: 50, kind: 'internal' });
  expect(JSON.stringify(line)).toContain('a bug with [redacted] in it');
  await house.close();
});

test('servers are looked up once at the start, and the answer to a mint names the Connect URL of its own', async () => {
  const house = await openHouse();
  const form = {
    audience: 'Staging',
    authorization_details: '[{"type":"connect_vaults","vaults":[{"vault":"Shared configuration"}]}]',
  };
  const { body } = await house.mint({ claims: { repository_id: '501002004' }, form });
  expect(body['authorization_details']).toMatchObject([
    { locations: ['https://connect-staging.acme.example'] },
  ]);
  await house.close();
});
