import { type Account, openAccount } from '@connect-token/account';
import { start as startBroker } from '@connect-token/broker';
import { start as startConnectServer } from '@connect-token/connect-server';
import { err, type Failure, type NonEmpty, ok, type Result, TIMINGS } from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import type { Logger } from 'pino';
import { type AuditTrail, openAuditTrail } from './audit.ts';
import { openManagementApi } from './management.ts';
import { openMetrics } from './metrics.ts';
import { type OpenThings, openThings } from './open-things.ts';
import type { Setup } from './setup.ts';

/** The broker, its management API and the Connect API, at work. */
export interface House {
  readonly brokerUrl: string;
  readonly connectUrl: string;
  /** `null` where the management API is on the socket in the data directory only. */
  readonly managementUrl: string | null;
  /** Settles with the reason when nobody knows any more what is on disk (F16): then the process has to end, at once. */
  readonly broken: Store['broken'];
  /** Takes no new request, finishes what runs, and lets go of the data directory last. */
  close(): Promise<void>;
}

type Opening<T> = Promise<Result<T, NonEmpty<Failure>>>;

/** Opens the store, the account and the services, in the order in which they stand on each other; all of them, or none. */
export async function openHouse(setup: Setup, log: Logger): Opening<House> {
  const open = openThings();
  const house = await furnish(setup, open, log);
  if (!house.ok) await open.close();
  return house;
}

async function furnish(setup: Setup, open: OpenThings, log: Logger): Opening<House> {
  const { config, databaseUrl } = setup;
  const opened = await openStore({ directory: config.dataDirectory, databaseUrl, clock: systemClock });
  if (!opened.ok) return err([opened.error]);
  open.addFoundation(opened.value.close);
  const audit = await openAuditTrail(config, opened.value, open, log);
  if (!audit.ok) return err([audit.error]);
  const { store } = audit.value;

  const account = await openItsAccount(setup, store, log);
  if (!account.ok) return account;

  const connect = await startConnectServer({
    listen: config.connect.listen,
    connect: account.value.connect,
    clock: systemClock,
    log: log.child({ service: 'connect' }),
  });
  if (!connect.ok) return err([connect.error]);
  open.addService(connect.value.close);

  const broker = await openBroker(setup, account.value, audit.value, open, log);
  if (!broker.ok) return broker;

  const management = await openManagementApi(config, account.value, store, log);
  if (!management.ok) return management;
  open.addService(management.value.close);

  return ok({
    brokerUrl: broker.value,
    connectUrl: connect.value.url,
    managementUrl: management.value.url,
    broken: store.broken,
    close: open.close,
  });
}

async function openItsAccount(
  { config, accountFile, sealingKey }: Setup,
  store: Store,
  log: Logger,
): Opening<Account> {
  const { allowEveryone, path } = config.account;
  const account = await openAccount({
    store,
    clock: systemClock,
    accountFile,
    sealingKey,
    allowEveryone,
    ceiling: config.plan,
    ceilings: config.ceilings,
  });
  // Whoever edits the file may think that it rules: it is what the account was made from, once.
  if (account.ok && typeof accountFile !== 'string' && accountFile.hash !== account.value.fileHash)
    log.warn(
      { path },
      'the account file has changed since the account was made from it: `connect account apply` shows the difference',
    );
  return account;
}

/** Answers with the URL that it listens on. */
async function openBroker(
  { config, policy, github }: Setup,
  account: Account,
  audit: AuditTrail,
  open: OpenThings,
  log: Logger,
): Opening<string> {
  const metrics = await openMetrics(config, open, log);
  if (!metrics.ok) return err([metrics.error]);
  const broker = await startBroker({
    config,
    policy,
    github,
    controlPlane: account.controlPlane,
    accountPlan: account.plan,
    leases: audit.guard(await leaseStore(audit.store, account.readAdmission)),
    warnings: audit.warnings,
    clock: systemClock,
    timer: systemTimer,
    ids: systemIds,
    timings: TIMINGS,
    log: log.child({ service: 'broker' }),
    ...(metrics.value === null ? {} : { metrics: metrics.value }),
  });
  if (!broker.ok) return broker;
  open.addService(broker.value.close);
  return ok(broker.value.url);
}
