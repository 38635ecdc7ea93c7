import { type Account, openAccount } from '@connect-token/account';
import { start as startConnectServer } from '@connect-token/connect-server';
import { err, ok } from '@connect-token/core';
import { systemClock } from '@connect-token/lifecycle';
import { openStore, type Store } from '@connect-token/storage';
import type { Logger } from 'pino';
import { openActivity } from './activity.ts';
import type { House, Opening } from './house.ts';
import { type OpenThings, openThings } from './open-things.ts';
import { startResealing } from './resealing.ts';
import type { ConnectSetup } from './setup.ts';

/** The Connect API in a process of its own, beside brokers on the same PostgreSQL. */
export async function openConnectHouse(setup: ConnectSetup, log: Logger): Opening<House> {
  const open = openThings();
  const house = await furnish(setup, open, log);
  if (!house.ok) await open.close();
  return house;
}

async function furnish(setup: ConnectSetup, open: OpenThings, log: Logger): Opening<House> {
  const { config, databaseUrl } = setup;
  const store = await openStore({ directory: config.dataDirectory, databaseUrl, clock: systemClock });
  if (!store.ok) return err([store.error]);
  open.addFoundation(store.value.close);
  const connect = await openConnectApi(setup, store.value, open, log);
  if (!connect.ok) return connect;
  const { broken } = store.value;
  return ok({
    brokerUrl: null,
    connectUrl: connect.value.url,
    managementUrl: null,
    broken,
    reload: async () => log.info('there is no policy in this process'),
    close: open.close,
  });
}

interface ConnectApi {
  readonly account: Account;
  readonly url: string;
}

/** The account, and the Connect API over it. */
export async function openConnectApi(
  setup: ConnectSetup,
  store: Store,
  open: OpenThings,
  log: Logger,
): Opening<ConnectApi> {
  const account = await openItsAccount(setup, store, open, log);
  if (!account.ok) return account;
  const connect = await startConnectServer({
    listen: setup.config.connect.listen,
    connect: account.value.connect,
    clock: systemClock,
    log: log.child({ service: 'connect' }),
  });
  if (!connect.ok) return err([connect.error]);
  open.addService(connect.value.close);
  open.addService(startResealing(setup, store, log));
  return ok({ account: account.value, url: connect.value.url });
}

async function openItsAccount(
  { config, accountFile, sealingKey, previousSealingKey }: ConnectSetup,
  store: Store,
  open: OpenThings,
  log: Logger,
): Opening<Account> {
  const { allowEveryone, path } = config.account;
  const account = await openAccount({
    store,
    clock: systemClock,
    accountFile,
    sealingKey,
    previousSealingKey,
    allowEveryone,
    ceiling: config.plan,
    ceilings: config.ceilings,
    activity: openActivity(config, store, open, log),
  });
  // Whoever edits the file may think that it rules: it is what the account was made from, once.
  if (account.ok && typeof accountFile !== 'string' && accountFile.hash !== account.value.fileHash)
    log.warn(
      { path },
      'the account file has changed since the account was made from it: `connect account apply` shows the difference',
    );
  return account;
}
