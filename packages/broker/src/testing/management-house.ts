import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import {
  type ControlPlane,
  type CredentialRight,
  type Instant,
  instant,
  type LeaseStore,
  type Management,
  type NonEmpty,
  planCredential,
  type Result,
  seconds,
  TIMINGS,
} from '@connect-token/core';
import { systemIds, systemTimer } from '@connect-token/lifecycle';
import { newCredential, sha256OfCredential } from '@connect-token/protocol/management';
import { credentialStore, leaseStore, openStore, type Store } from '@connect-token/storage';
import { pino } from 'pino';
import { LIMITS, type Limits } from '../limits.ts';
import { startManagement } from '../management/start.ts';

export const PRODUCTION = 'production0000000000000000';
export const CONFIGURATION = 'configuration0000000000000';
export const PRIVATE = 'private0000000000000000000';
export const SERVER = 'SERVERPRODUCTION0000000000';
export const ADA = 'ada00000000000000000000000';
export const GRACE = 'grace000000000000000000000';
export const LINUS = 'linus000000000000000000000';
export const OWNERS = 'owners00000000000000000000';
export const PLATFORM = 'platform000000000000000000';

const ACCOUNT = {
  version: 1,
  account: { name: 'Acme' },
  vaults: [
    { name: 'Production', id: PRODUCTION },
    { name: 'Configuration', id: CONFIGURATION },
    { name: 'Private', id: PRIVATE, type: 'PERSONAL' },
  ],
  servers: [{ name: 'Production', id: SERVER, vaults: [`${PRODUCTION},rw`] }],
  people: [
    { name: 'ada', id: ADA },
    { name: 'grace', id: GRACE },
    { name: 'linus', id: LINUS },
  ],
  groups: [
    { name: 'Owners', id: OWNERS, members: ['ada'] },
    { name: 'Platform', id: PLATFORM, members: ['grace'] },
  ],
  managers: ['Platform'],
};

const START = instant(Date.UTC(2026, 10, 22, 12, 0, 0, 250));

/** A running management API over a real account, on a socket and on loopback. */
export interface ManagementHouse {
  readonly directory: string;
  readonly socketPath: string;
  readonly url: string;
  /** What was logged, at debug level, one object a line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly owner: Management;
  /** The account as the broker acts on it, for leases. */
  readonly controlPlane: ControlPlane;
  readonly leases: LeaseStore;
  now(): Instant;
  setTime(at: Instant): void;
  /** A credential of a person, an hour long unless said otherwise. */
  credential(personId: string, rights: NonEmpty<CredentialRight>, lifetime?: number): Promise<string>;
  revoke(credential: string): Promise<void>;
  /** Over the socket, as the owner unless a credential says otherwise. */
  local(method: string, path: string, ask?: Ask): Promise<Reply>;
  /** Over loopback. */
  remote(method: string, path: string, ask?: Ask): Promise<Reply>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

interface Ask {
  readonly credential?: string;
  /** An object goes as JSON, a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The answer's JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever it is, the test says what it should be.
  readonly body: any;
}

interface HouseOptions {
  readonly limits?: Limits;
  /** More servers, for lists that are long. */
  readonly servers?: number;
}

export async function openManagementHouse(options: HouseOptions = {}): Promise<ManagementHouse> {
  const directory = await mkdtemp(join(tmpdir(), 'ct-management-'));
  let now = START;
  const clock = { now: () => now };
  const store = must(await openStore({ directory, clock }));
  // JSON is YAML.
  const bytes = Buffer.from(JSON.stringify(ACCOUNT));
  const content = must(parseAccountFile('account.yaml', bytes, { allowEveryone: false }));
  const account = must(
    await openAccount({
      store,
      clock,
      accountFile: { path: 'account.yaml', value: content, hash: '0'.repeat(64) },
      sealingKey: sealingKey(randomBytes(32)),
      allowEveryone: false,
    }),
  );
  await addServers(store, options.servers ?? 0);
  const credentials = credentialStore(store);
  const ids = new Map<string, string>();
  const lines: Readonly<Record<string, unknown>>[] = [];
  const running = must(
    await startManagement({
      config: {
        publicUrl: 'http://127.0.0.1:8300',
        dataDirectory: directory,
        management: { listen: { host: '127.0.0.1', port: 0 } },
      },
      manage: account.manage,
      credentials,
      verify: async (token) => {
        const bearer = await account.connect.authenticate(token);
        return bearer.ok ? bearer.value : null;
      },
      clock,
      timer: systemTimer,
      ids: systemIds,
      timings: TIMINGS,
      log: pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) }),
      limits: options.limits ?? LIMITS,
    }),
  );
  const { url, socketPath } = running;
  if (url === null) throw new Error('invariant: a listener was configured');
  return {
    directory,
    socketPath,
    url,
    lines,
    owner: account.manage({ kind: 'owner' }),
    controlPlane: account.controlPlane,
    leases: await leaseStore(store),
    now: () => now,
    setTime: (at) => {
      now = at;
    },
    credential: async (personId, rights, lifetime = 3_600) => {
      const text = newCredential();
      const order = { name: 'test', personId, rights, lifetime: seconds(lifetime) };
      const credential = planCredential(order, systemIds.ulid(), now);
      ids.set(text, credential.id);
      await credentials.insert(credential, sha256OfCredential(text));
      return text;
    },
    revoke: async (text) => {
      await credentials.revoke(ids.get(text) ?? '', now);
    },
    local: (method, path, ask) => send({ socketPath }, method, path, ask),
    remote: (method, path, ask) => {
      const { hostname, port } = new URL(url);
      return send({ host: hostname, port }, method, path, ask);
    },
    stop: running.close,
    close: async () => {
      await running.close();
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Rows, because an account file takes a thousand. */
async function addServers(store: Store, count: number): Promise<void> {
  const row = (index: number) => ({
    id: `S${String(index).padStart(25, '0')}`,
    name: `Server ${index}`,
    created_at: START,
    fixed: 0 as const,
  });
  for (let from = 0; from < count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from) }, (_, index) => row(from + index));
    await store.transact(async (trx) => {
      await trx.insertInto('server').values(rows).execute();
    });
  }
}

type Place = { readonly socketPath: string } | { readonly host: string; readonly port: string };

function send(place: Place, method: string, path: string, ask: Ask = {}): Promise<Reply> {
  const { credential, body, headers = {} } = ask;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...place,
        method,
        path,
        agent: false,
        headers: {
          ...(text === undefined
            ? {}
            : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
          ...headers,
        },
      },
      async (response) => {
        let answer = '';
        for await (const chunk of response.setEncoding('utf8')) answer += chunk;
        const json: unknown = answer === '' ? undefined : JSON.parse(answer);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer, body: json });
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
