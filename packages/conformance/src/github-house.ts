import { randomBytes } from 'node:crypto';
import { openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import {
  type GitHubCredential,
  LIMITS,
  type Limits,
  type Metrics,
  type RunningBroker,
  start,
} from '@connect-token/broker';
import {
  type ControlPlane,
  type Instant,
  instant,
  type LeaseStore,
  type Management,
  seconds,
  secret,
  TIMINGS,
  type TrustPolicy,
} from '@connect-token/core';
import { systemIds } from '@connect-token/lifecycle';
import { keyOfHandle, newHandle } from '@connect-token/protocol';
import { leaseStore, openStore } from '@connect-token/storage';
import {
  freePort,
  type GitHub,
  githubClaims,
  type Issuer,
  type ManualTime,
  manualTime,
  startGitHub,
  startIssuer,
  temporaryDirectory,
  within,
} from '@connect-token/testkit';
import { pino } from 'pino';
import { must } from './control-plane/subject.ts';

type Line = Readonly<Record<string, unknown>>;

/** A running broker whose jobs GitHub tells of: a real issuer, store, account and API, on loopback; the time is the test's. */
export interface GitHubHouse {
  readonly url: string;
  readonly github: GitHub;
  readonly time: ManualTime;
  readonly leases: LeaseStore;
  readonly controlPlane: ControlPlane;
  /** The account in its holder's hands. */
  readonly owner: Management;
  /** Deliveries are signed with either. */
  readonly secrets: readonly [string, string];
  readonly lines: readonly Line[];
  /** The first line of the log, from now on, that is meant. */
  logged(isIt: (line: Line) => boolean): Promise<Line>;
  /** A mint of the job that these claims tell of. */
  mint(claims?: Readonly<Record<string, unknown>>): Promise<Minted>;
  revoke(handle: string): Promise<void>;
  close(): Promise<void>;
}

export interface Minted {
  readonly status: number;
  /** Of a refusal. */
  readonly code: unknown;
  readonly leaseId: string;
  readonly handle: string;
}

const LOGGED_WITHIN_MS = 10_000;

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
      name: 'shop-deploy',
      conditions: [
        { claim: 'repository_id', patterns: ['501002003', '501002004'] },
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

const DETAILS = JSON.stringify([
  { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }], expires_in: 900 },
]);

/** `asks`: as whom the broker asks GitHub; never where it is left out. */
export async function openGitHubHouse(
  asks: (github: GitHub) => GitHubCredential | null = () => null,
  limits: Limits = LIMITS,
  metrics?: Metrics,
): Promise<GitHubHouse> {
  const time = manualTime(instant(Date.now()));
  const { clock, timer } = time;
  const directory = await temporaryDirectory('github');
  const store = must(await openStore({ directory: directory.path, clock }));
  const value = must(parseAccountFile('account.yaml', Buffer.from(ACCOUNT), { allowEveryone: false }));
  const account = must(
    await openAccount({
      store,
      clock,
      accountFile: { path: 'account.yaml', value, hash: '0'.repeat(64) },
      sealingKey: sealingKey(randomBytes(32)),
      allowEveryone: false,
    }),
  );
  const leases = await leaseStore(store);
  const log = watchedLog();
  const [issuer, github] = await Promise.all([startIssuer(), startGitHub()]);
  const secrets = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')] as const;
  const { url, broker } = await startBroker(issuer, (config) =>
    start({
      config,
      policy: POLICY,
      controlPlane: account.controlPlane,
      leases,
      clock,
      timer,
      ids: systemIds,
      timings: TIMINGS,
      limits,
      ...(metrics === undefined ? {} : { metrics }),
      log: pino({ level: 'debug' }, { write: log.write }),
      github: [
        {
          issuer: issuer.url,
          host: 'ghes.acme.example',
          apiUrl: github.apiUrl,
          webhookSecrets: secrets.map((text) => secret(text)),
          credential: asks(github),
        },
      ],
    }),
  );
  return {
    url,
    github,
    time,
    leases,
    controlPlane: account.controlPlane,
    owner: account.manage({ kind: 'owner' }),
    secrets,
    lines: log.lines,
    logged: log.logged,
    mint: (claims) => mint(url, issuer, { ...timesAt(clock.now()), ...claims }),
    revoke: async (handle) => void (await post(`${url}/oauth/revoke`, { token: handle })),
    close: async () => {
      await broker.close();
      await Promise.all([issuer.close(), github.close()]);
      await store.close();
      await directory.remove();
    },
  };
}

type Config = Parameters<typeof start>[0]['config'];

const PORT_TRIES = 20;

/** The public URL has to be known before the port can be taken, so a port that somebody else took meanwhile is given up. */
async function startBroker(
  { url: issuer }: Issuer,
  begin: (config: Config) => ReturnType<typeof start>,
): Promise<{ readonly url: string; readonly broker: RunningBroker }> {
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const started = await begin({
      publicUrl: url,
      listen: { host: '127.0.0.1', port },
      dataDirectory: '/nowhere',
      issuers: [issuer],
      audience: url,
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
      logLevel: 'debug',
    });
    if (started.ok) return { url, broker: started.value };
    if (started.error[0].code !== 'LISTEN_FAILED') throw new Error(JSON.stringify(started.error));
  }
  throw new Error('no free port');
}

function watchedLog() {
  const lines: Line[] = [];
  const watchers = new Set<(line: Line) => void>();
  return {
    lines,
    write: (text: string): void => {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      for (const watch of watchers) watch(line);
    },
    logged: (isIt: (line: Line) => boolean): Promise<Line> => {
      const found = new Promise<Line>((resolve) => {
        const watch = (line: Line): void => {
          if (!isIt(line)) return;
          watchers.delete(watch);
          resolve(line);
        };
        watchers.add(watch);
      });
      return within(LOGGED_WITHIN_MS, 'a line of the log', found);
    },
  };
}

/** An ID token is as old as the broker's clock says, not the machine's. */
function timesAt(now: Instant) {
  const iat = Math.floor(now / 1000);
  return { iat, nbf: iat, exp: iat + 300 };
}

const post = (url: string, form: Readonly<Record<string, string>>, headers = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form), headers });

async function mint(url: string, issuer: Issuer, claims: Readonly<Record<string, unknown>>): Promise<Minted> {
  const handle = newHandle();
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: await issuer.idToken(githubClaims({ aud: url, ...claims })),
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    authorization_details: DETAILS,
  };
  const answer = await post(`${url}/oauth/token`, form, { 'idempotency-key': keyOfHandle(handle) });
  const body = (await answer.json()) as Readonly<Record<string, unknown>>;
  return { status: answer.status, code: body['code'], leaseId: String(body['lease_id']), handle };
}
