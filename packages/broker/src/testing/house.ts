import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import {
  type AuditEvent,
  type AuditFilter,
  type ControlPlane,
  type CreditPlan,
  type LeaseStore,
  type NamedCeiling,
  seconds,
  TIMINGS,
  type Timings,
  type TrustPolicy,
} from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import { newHandle } from '@connect-token/protocol';
import { leaseStore, listEvents, openStore } from '@connect-token/storage';
import { type Level, pino } from 'pino';
import { LIMITS, type Limits } from '../limits.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { type RunningBroker, start } from '../start.ts';
import { type Claims, startIssuer, type TestIssuer } from './issuer.ts';

export interface HouseOptions {
  readonly plan?: CreditPlan;
  readonly ceilings?: readonly NamedCeiling[];
  readonly accountPlan?: () => Promise<CreditPlan>;
  readonly policy?: TrustPolicy;
  readonly limits?: Limits;
  readonly timings?: Timings;
  /** Stands between the broker and the real account. */
  readonly controlPlane?: (real: ControlPlane) => ControlPlane;
  readonly leases?: (real: LeaseStore) => LeaseStore;
  readonly metrics?: Metrics;
  readonly issuers?: (real: string) => readonly [string, ...string[]];
}

/** One broker on loopback with a real issuer, store and account. */
export interface House {
  readonly url: string;
  readonly broker: RunningBroker;
  readonly issuer: TestIssuer;
  readonly controlPlane: ControlPlane;
  readonly leases: LeaseStore;
  /** What the broker logged, at debug level, one object a line. */
  readonly lines: readonly LogLine[];
  /** A mint with a fresh ID token, in the parameters of `exchangeForm`. */
  mint(changes?: Changes): Promise<Reply>;
  revoke(token: string): Promise<Reply>;
  post(path: string, form: Form | string, headers?: Record<string, string>): Promise<Reply>;
  get(path: string): Promise<Reply>;
  /** What the audit trail says, newest first. */
  trail(filter: AuditFilter): Promise<readonly AuditEvent[]>;
  close(): Promise<void>;
}

type LogLine = Readonly<Record<string, unknown>> & { readonly level: number };

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export type Form = Readonly<Record<string, string | undefined>>;

interface Changes {
  readonly claims?: Claims;
  readonly form?: Form;
  readonly headers?: Record<string, string>;
}

const DETAILS = JSON.stringify([
  { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }], expires_in: 300 },
]);

export const handle = newHandle;

const ACCOUNT = `
version: 1
account: { name: Acme }
vaults:
  - name: Production
    items:
      - title: Database
        category: LOGIN
        fields: [{ purpose: PASSWORD, type: CONCEALED, value: example-only }]
  - name: Shared configuration
  - name: Finance
  - { name: Twin, id: aaaaaaaaaaaaaaaaaaaaaaaaaa }
  - { name: Twin, id: bbbbbbbbbbbbbbbbbbbbbbbbbb }
  - { name: Private, type: PERSONAL }
servers:
  - { name: Production, vaults: ["Production,rw", "Shared configuration,r", "aaaaaaaaaaaaaaaaaaaaaaaaaa,r"] }
  - { name: Staging, vaults: ["Shared configuration,r"] }
  - { name: Twin, vaults: ["Shared configuration,r"] }
  - { name: Twin, vaults: ["Shared configuration,r"] }
`;

export const POLICY: TrustPolicy = {
  hash: 'f'.repeat(64),
  rules: [
    {
      effect: 'allow',
      name: 'shop-deploy',
      conditions: [
        { claim: 'repository_id', patterns: ['501002003'] },
        { claim: 'repository_owner_id', patterns: ['9001'] },
        { claim: 'environment', patterns: ['production'] },
      ],
      grant: {
        servers: ['Production'],
        vaults: [
          { vault: 'Production', access: undefined },
          { vault: 'Shared configuration', access: 'r' },
        ],
        lifetimeMax: seconds(1_800),
      },
    },
    {
      effect: 'allow',
      name: 'tools',
      conditions: [
        { claim: 'repository_id', patterns: ['501002004'] },
        { claim: 'repository_owner_id', patterns: ['9001'] },
      ],
      grant: {
        servers: ['Production', 'Staging'],
        vaults: [{ vault: 'Shared configuration', access: 'r' }],
        lifetimeMax: seconds(3_600),
      },
    },
  ],
};

const PORT_TRIES = 20;

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const directory = await mkdtemp(join(tmpdir(), 'connect-token-broker-'));
  const store = must(await openStore({ directory: join(directory, 'data'), clock: systemClock }));
  const bytes = new TextEncoder().encode(ACCOUNT);
  const value = must(parseAccountFile('account.yaml', bytes, { allowEveryone: false }));
  const account = must(
    await openAccount({
      store,
      clock: systemClock,
      accountFile: { path: 'account.yaml', value, hash: '0'.repeat(64) },
      sealingKey: sealingKey(randomBytes(32)),
      allowEveryone: false,
    }),
  );
  const leases = await leaseStore(store);
  const lines: LogLine[] = [];
  const { issuer, broker, url } = await startAnywhere(
    { ...options, leases: options.leases ?? ((real) => real) },
    { controlPlane: account.controlPlane, leases, lines },
  );

  const post: House['post'] = async (path, form, headers = {}) => {
    const body = typeof form === 'string' ? form : encode(form);
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    return replyOf(await fetch(`${url}${path}`, { method: 'POST', body, headers: { ...type, ...headers } }));
  };
  return {
    url,
    broker,
    issuer,
    controlPlane: account.controlPlane,
    leases,
    lines,
    post,
    get: async (path) => replyOf(await fetch(`${url}${path}`)),
    mint: async ({ claims, form, headers } = {}) =>
      post('/oauth/token', { ...exchangeForm(await issuer.idToken(claims)), ...form }, headers),
    revoke: (token) => post('/oauth/revoke', { token }),
    trail: (filter) => listEvents(store, { limit: 100, before: null, filter }),
    close: async () => {
      await broker.close();
      await issuer.stop();
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

export const exchangeForm = (idToken: string): Form => ({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: idToken,
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  authorization_details: DETAILS,
});

const encode = (form: Form): string =>
  new URLSearchParams(
    Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();

async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(text) as Reply['body'],
    text,
  };
}

/** The public URL has to be known before the port can be taken, so a port that somebody else took meanwhile is given up. */
async function startAnywhere(
  options: HouseOptions,
  real: { readonly controlPlane: ControlPlane; readonly leases: LeaseStore; readonly lines: LogLine[] },
): Promise<{ readonly issuer: TestIssuer; readonly broker: RunningBroker; readonly url: string }> {
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const issuer = await startIssuer(url, systemClock.now);
    const started = await start({
      config: {
        publicUrl: url,
        listen: { host: '127.0.0.1', port },
        dataDirectory: '/nowhere',
        issuers: options.issuers?.(issuer.url) ?? [issuer.url],
        audience: url,
        servers: [
          { server: 'Production', connectUrl: 'https://connect.acme.example' },
          { server: 'Staging', connectUrl: 'https://connect-staging.acme.example' },
        ],
        policyPath: '/nowhere',
        plan: options.plan ?? { kind: 'unlimited' },
        ceilings: options.ceilings ?? [],
        account: {
          path: '/nowhere',
          sealingKeyPath: null,
          previousSealingKeyPath: null,
          allowEveryone: false,
        },
        connect: {
          listen: { host: '127.0.0.1', port: 0 },
          activity: 'batched',
          activityKeep: seconds(86_400),
        },
        management: null,
        metrics: null,
        auditLines: null,
        github: [],
        logLevel: 'debug',
      },
      policy: options.policy ?? POLICY,
      controlPlane: options.controlPlane?.(real.controlPlane) ?? real.controlPlane,
      ...(options.accountPlan === undefined ? {} : { accountPlan: options.accountPlan }),
      leases: options.leases?.(real.leases) ?? real.leases,
      clock: systemClock,
      timer: systemTimer,
      ids: systemIds,
      timings: options.timings ?? TIMINGS,
      log: pino(
        { level: 'debug' satisfies Level },
        { write: (line: string) => real.lines.push(JSON.parse(line)) },
      ),
      ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
      limits: options.limits ?? LIMITS,
    });
    if (started.ok) return { issuer, broker: started.value, url };
    await issuer.stop();
    if (started.error[0].code !== 'LISTEN_FAILED') throw new Error(JSON.stringify(started.error));
  }
  throw new Error('no free port');
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
