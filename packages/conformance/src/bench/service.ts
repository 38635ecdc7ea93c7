import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import { LIMITS, start } from '@connect-token/broker';
import { secret, TIMINGS } from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import { readConfigFile, readPolicyFile } from '@connect-token/protocol/files';
import { leaseStore, openStore } from '@connect-token/storage';
import { destination, pino } from 'pino';
import { must } from '../control-plane/subject.ts';
import { answerOrders } from './order.ts';
import { AUDIENCE, OWNER_ID, REPOSITORY_ID } from './wish.ts';

/**
 * The broker as `connect serve` runs it, over the embedded account, with nothing taken away but the limits for strangers: one
 * address asks for everything here. Arguments: data directory, issuer, and the URL of a PostgreSQL where it is not SQLite.
 */
const [directory = '', issuer = '', databaseUrl] = process.argv.slice(2);

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

const CONFIG = {
  public_url: AUDIENCE,
  listen: '127.0.0.1:0',
  data_directory: 'data',
  issuers: [issuer],
  servers: [{ server: 'Production', connect_url: 'http://127.0.0.1:8301' }],
  policy: 'policy.yaml',
  plan: 'unlimited',
  account: { file: 'account.yaml' },
  connect: { listen: '127.0.0.1:8301' },
};

/** JSON is YAML as well. */
const write = async (name: string, content: unknown): Promise<string> => {
  const path = join(directory, name);
  await writeFile(path, JSON.stringify(content), { mode: 0o600 });
  return path;
};
await mkdir(directory, { recursive: true });
const config = must(await readConfigFile(await write('connect-token.yaml', CONFIG)));
const policy = must(await readPolicyFile(await write('policy.yaml', POLICY)));

const clock = systemClock;
const store = must(
  await openStore({
    directory: config.dataDirectory,
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
    sealingKey: sealingKey(randomBytes(32)),
    allowEveryone: false,
  }),
);

const ENDLESS = Number.MAX_SAFE_INTEGER;
const broker = must(
  await start({
    config,
    policy,
    controlPlane: account.controlPlane,
    accountPlan: account.plan,
    leases: await leaseStore(store, account.readAdmission),
    clock,
    timer: systemTimer,
    ids: systemIds,
    timings: TIMINGS,
    // Every line is written, as an operator's is; to where nobody reads it.
    log: pino({ level: 'info' }, destination({ dest: '/dev/null', sync: true })),
    limits: {
      ...LIMITS,
      rates: {
        mintsPerAddress: ENDLESS,
        mintsPerRepository: ENDLESS,
        revocationsPerAddress: ENDLESS,
        tombstonesPerAddress: ENDLESS,
        webhooksPerAddress: ENDLESS,
      },
    },
  }),
);

answerOrders(broker.url);
