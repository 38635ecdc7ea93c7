import { createHash } from 'node:crypto';
import { openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import { LIMITS, type RunningBroker, start } from '@connect-token/broker';
import { lineSink } from '@connect-token/connect-server';
import { type LeaseStore, secret, TIMINGS } from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import { readConfigFile, readPolicyFile } from '@connect-token/protocol/files';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import { pino } from 'pino';
import { must } from '../control-plane/subject.ts';
import { AUDIENCE, OWNER_ID, REPOSITORY_ID } from './wish.ts';

/** What a broker stands on here: the embedded account, with one vault and one server, and its leases. */
export interface House {
  readonly store: Store;
  readonly account: Account;
  readonly leases: LeaseStore;
}

const ACCOUNT = `
version: 1
account: { name: Bench }
vaults: [{ name: Production }]
servers: [{ name: Production, vaults: ["Production,r"] }]
`;

const POLICY = {
  version: 1,
  rules: [
    {
      name: 'bench',
      match: { repository_id: REPOSITORY_ID, repository_owner_id: OWNER_ID },
      grant: { server: 'Production', vaults: ['Production,r'], lifetime_max: '1h' },
    },
  ],
};

const clock = systemClock;

const ENDLESS = Number.MAX_SAFE_INTEGER;

/** Any number of times: what was made before is found again. */
export async function openHouse(directory: string, databaseUrl?: string): Promise<House> {
  const store = must(
    await openStore({
      directory: join(directory, 'data'),
      clock,
      ...(databaseUrl === undefined ? {} : { databaseUrl: secret(databaseUrl) }),
    }),
  );
  const bytes = new TextEncoder().encode(ACCOUNT);
  const account = must(
    await openAccount({
      store,
      clock,
      accountFile: {
        path: 'account.yaml',
        value: must(parseAccountFile('account.yaml', bytes, { allowEveryone: false })),
        hash: '0'.repeat(64),
      },
      sealingKey: sealingKey(createHash('sha256').update(directory).digest()),
      allowEveryone: false,
    }),
  );
  return { store, account, leases: await leaseStore(store, account.readAdmission) };
}

const configOf = (issuer: string) => ({
  public_url: AUDIENCE,
  listen: '127.0.0.1:0',
  data_directory: 'data',
  issuers: [issuer],
  servers: [{ server: 'Production', connect_url: 'http://127.0.0.1:8301' }],
  policy: 'policy.yaml',
  plan: 'unlimited',
  account: { file: 'account.yaml' },
  connect: { listen: '127.0.0.1:8301' },
});

/**
 * The broker as `connect serve` runs it, over the embedded account, with nothing taken away but the limits for strangers: one
 * address asks for everything here.
 */
export async function startBroker(
  { account, leases }: House,
  directory: string,
  issuer: string,
): Promise<RunningBroker> {
  // JSON is YAML as well.
  const write = async (name: string, content: unknown): Promise<string> => {
    const path = join(directory, name);
    await writeFile(path, JSON.stringify(content), { mode: 0o600 });
    return path;
  };
  await mkdir(directory, { recursive: true });
  const config = must(await readConfigFile(await write('connect-token.yaml', configOf(issuer))));
  const policy = must(await readPolicyFile(await write('policy.yaml', POLICY)));
  return must(
    await start({
      config,
      policy,
      controlPlane: account.controlPlane,
      accountPlan: account.plan,
      leases,
      clock,
      timer: systemTimer,
      ids: systemIds,
      timings: TIMINGS,
      // Every line is written, as an operator's is; to where nobody reads it.
      log: pino({ level: 'info' }, lineSink({ fd: openSync('/dev/null', 'w'), onDropped: () => {} })),
      limits: {
        ...LIMITS,
        rates: {
          mintsPerAddress: ENDLESS,
          mintsPerRepository: ENDLESS,
          questionsPerAddress: ENDLESS,
          revocationsPerAddress: ENDLESS,
          tombstonesPerAddress: ENDLESS,
          webhooksPerAddress: ENDLESS,
        },
      },
    }),
  );
}
