import { randomBytes } from 'node:crypto';
import { openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import { start } from '@connect-token/broker';
import {
  isLive,
  type LeaseStore,
  seconds,
  secret,
  TIMINGS,
  type Timings,
  type Token,
  type TrustPolicy,
} from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import { keyOfHandle } from '@connect-token/protocol';
import { leaseStore } from '@connect-token/storage';
import { type GatedControlPlane, gatedControlPlane, githubClaims, startIssuer } from '@connect-token/testkit';
import { pino } from 'pino';
import { must } from '../control-plane/subject.ts';
import { type CutLine, cutLine } from './cut-line.ts';
import { newDatabase, openReplica } from './database.ts';

/** A broker over HTTP and its embedded account, whose PostgreSQL is at the other end of a line. */
export interface PartitionHouse {
  readonly line: CutLine;
  readonly plane: GatedControlPlane;
  readonly leases: LeaseStore;
  mint(handle: string): Promise<Reply>;
  revoke(token: string): Promise<Reply>;
  readiness(): Promise<Reply>;
  liveTokens(): Promise<readonly Token[]>;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

const PUBLIC_URL = 'https://broker.acme.example';
const CONNECT_URL = 'https://connect.acme.example';

const DETAILS = JSON.stringify([
  { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }] },
]);

const ACCOUNT = JSON.stringify({
  version: 1,
  account: { name: 'Acme' },
  vaults: [{ name: 'Production' }],
  servers: [{ name: 'Production', vaults: ['Production,r'] }],
});

const POLICY: TrustPolicy = {
  hash: 'f'.repeat(64),
  rules: [
    {
      effect: 'allow',
      name: 'shop',
      conditions: [
        { claim: 'repository_id', patterns: ['501002003'] },
        { claim: 'repository_owner_id', patterns: ['9001'] },
      ],
      grant: {
        servers: ['Production'],
        vaults: [{ vault: 'Production', access: 'r' }],
        lifetimeMax: seconds(3_600),
      },
    },
  ],
};

/** Calls give up sooner than the database's own deadlines, and what was left open is looked for as soon as somebody can. */
const HASTY: Timings = {
  ...TIMINGS,
  callWithin: seconds(3),
  revokeWithin: seconds(2),
  sweepEvery: seconds(1),
  claimFor: seconds(2),
  retryMax: seconds(1),
  awayFor: seconds(1),
  orphansEvery: seconds(2),
};

const CONFIG: Parameters<typeof start>[0]['config'] = {
  publicUrl: PUBLIC_URL,
  listen: { host: '127.0.0.1', port: 0 },
  dataDirectory: '/nowhere',
  issuers: ['http://127.0.0.1:1'],
  audience: PUBLIC_URL,
  servers: [{ server: 'Production', connectUrl: CONNECT_URL }],
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

export async function openPartitionHouse(): Promise<PartitionHouse> {
  const url = new URL((await newDatabase()).reveal());
  const line = await cutLine(Number(url.port));
  url.port = String(line.port);
  const store = await openReplica(systemClock, secret(url.href));
  const value = must(parseAccountFile('account.yaml', Buffer.from(ACCOUNT), { allowEveryone: false }));
  const account = must(
    await openAccount({
      store,
      clock: systemClock,
      accountFile: { path: 'account.yaml', value, hash: '0'.repeat(64) },
      sealingKey: sealingKey(randomBytes(32)),
      allowEveryone: false,
    }),
  );
  const leases = await leaseStore(store, account.readAdmission);
  const plane = gatedControlPlane(account.controlPlane);
  const issuer = await startIssuer();
  const broker = must(
    await start({
      config: { ...CONFIG, issuers: [issuer.url] },
      policy: POLICY,
      controlPlane: plane,
      accountPlan: account.plan,
      leases,
      clock: systemClock,
      timer: systemTimer,
      ids: systemIds,
      timings: HASTY,
      log: pino({ enabled: false }),
    }),
  );
  const post = async (
    path: string,
    form: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> => {
    const body = new URLSearchParams(form);
    return replyOf(await fetch(`${broker.url}${path}`, { method: 'POST', body, headers }));
  };
  let runs = 0;
  return {
    line,
    plane,
    leases,
    mint: async (handle) => {
      // Each is a job of its own: one alone may hold five leases.
      runs += 1;
      const claims = githubClaims({ aud: PUBLIC_URL, run_id: String(runs), check_run_id: String(runs) });
      const form = {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        subject_token: await issuer.idToken(claims),
        authorization_details: DETAILS,
      };
      return post('/oauth/token', form, { 'idempotency-key': keyOfHandle(handle) });
    },
    revoke: (token) => post('/oauth/revoke', { token }),
    readiness: async () => replyOf(await fetch(`${broker.url}/readyz`)),
    liveTokens: async () =>
      must(await account.controlPlane.tokens.list()).filter((token) => isLive(token, systemClock.now())),
    close: async () => {
      await broker.close();
      await store.close();
      await issuer.close();
      line.close();
    },
  };
}

async function replyOf(answer: Response): Promise<Reply> {
  const body = (await answer.json()) as Reply['body'];
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body };
}
