import { openAccount } from '@connect-token/account';
import { start as startBroker } from '@connect-token/broker';
import { start as startConnectServer } from '@connect-token/connect-server';
import { err, type Failure, type NonEmpty, ok, type Result, TIMINGS } from '@connect-token/core';
import { systemClock, systemIds, systemTimer } from '@connect-token/lifecycle';
import { leaseStore, openStore } from '@connect-token/storage';
import type { Logger } from 'pino';
import { openManagementApi } from './management.ts';
import type { Setup } from './setup.ts';

/** The broker, its management API and the Connect API, at work. */
export interface House {
  readonly brokerUrl: string;
  readonly connectUrl: string;
  /** `null` where the management API is on the socket in the data directory only. */
  readonly managementUrl: string | null;
  /** Takes no new request, finishes what runs, and lets go of the data directory last. */
  close(): Promise<void>;
}

/** Opens the store, the account and both services, in the order in which they stand on each other. */
export async function openHouse(setup: Setup, log: Logger): Promise<Result<House, NonEmpty<Failure>>> {
  const { config, policy, accountFile, sealingKey } = setup;
  const clock = systemClock;
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let shut = opened.pop(); shut !== undefined; shut = opened.pop()) await shut();
  };
  const giveUp = async (failures: NonEmpty<Failure>): Promise<Result<House, NonEmpty<Failure>>> => {
    await close();
    return err(failures);
  };

  const store = await openStore({ directory: config.dataDirectory, clock });
  if (!store.ok) return err([store.error]);
  opened.push(store.value.close);

  const { allowEveryone } = config.account;
  const account = await openAccount({
    store: store.value,
    clock,
    accountFile,
    sealingKey,
    allowEveryone,
    ceiling: config.plan,
  });
  if (!account.ok) return giveUp(account.error);
  tellChange(setup, account.value.fileHash, log);
  const { controlPlane, connect } = account.value;

  const connectServer = await startConnectServer({
    listen: config.connect.listen,
    connect,
    log: log.child({ service: 'connect' }),
  });
  if (!connectServer.ok) return giveUp([connectServer.error]);
  opened.push(connectServer.value.close);

  const broker = await startBroker({
    config,
    policy,
    controlPlane,
    accountPlan: account.value.plan,
    leases: await leaseStore(store.value, account.value.readAdmission),
    clock,
    timer: systemTimer,
    ids: systemIds,
    timings: TIMINGS,
    log: log.child({ service: 'broker' }),
  });
  if (!broker.ok) return giveUp(broker.error);
  opened.push(broker.value.close);

  const management = await openManagementApi(config, account.value, store.value, log);
  if (!management.ok) return giveUp(management.error);
  opened.push(management.value.close);

  return ok({
    brokerUrl: broker.value.url,
    connectUrl: connectServer.value.url,
    managementUrl: management.value.url,
    close,
  });
}

/** Whoever edits the file may think that it rules: it is what the account was made from, once. */
function tellChange({ config, accountFile }: Setup, madeFrom: string, log: Logger): void {
  if (typeof accountFile === 'string' || accountFile.hash === madeFrom) return;
  log.warn(
    { path: config.account.path },
    'the account file has changed since the account was made from it: `connect account apply` shows the difference',
  );
}
