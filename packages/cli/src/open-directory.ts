import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openAccount, readSealingKey } from '@connect-token/account/open';
import {
  type Credentials,
  type CreditPlan,
  err,
  type Failure,
  type Management,
  type NonEmpty,
  ok,
  type Result,
} from '@connect-token/core';
import { systemClock } from '@connect-token/lifecycle';
import { openStore, type Store, type StoreFailure } from '@connect-token/storage';
import type { OpenManagement } from './management.ts';
import type { AccountPlace } from './place.ts';

type Opening = Promise<Result<OpenManagement, NonEmpty<Failure>>>;

type Env = Record<string, string | undefined>;

const DATABASE_FILE = 'connect-token.db';
const SOCKET_FILE = 'management.sock';

/** Found without being named, where there is no configuration. */
const SEALING_KEY_FILE = 'sealing.key';

/**
 * The account of a data directory as its owner. The sealing key is the configuration's; without one it is in `sealing.key` in
 * the directory, or in the environment. It isn't needed where a running process has the directory.
 */
export async function openDirectory(
  place: Extract<AccountPlace, { readonly kind: 'directory' }>,
  env: Env,
): Opening {
  const directory = await readDirectory(place);
  if (!directory.ok) return directory;
  const { path } = directory.value;
  // The store makes what it doesn't find: a slip in a path must not end in a new, empty account.
  if (!existsSync(join(path, DATABASE_FILE))) {
    const cause = 'there is no account in it; the first `connect serve` makes one';
    return err([{ code: 'DATA_DIRECTORY_UNUSABLE', path, cause }]);
  }
  const taken = await takeDirectory(path);
  if (taken.kind === 'refused') return err([taken.failure]);
  return taken.kind === 'socket' ? ok(taken.open) : openStored(taken.store, directory.value, env);
}

/** What has to be known of a data directory to open it. */
interface Directory {
  readonly path: string;
  readonly sealingKeyPath: string | null;
  readonly accountPath: string;
  readonly allowEveryone: boolean;
  readonly ceiling: CreditPlan;
}

async function readDirectory({
  dataDir,
  configPath,
}: Extract<AccountPlace, { kind: 'directory' }>): Promise<Result<Directory, NonEmpty<Failure>>> {
  if (configPath !== null) {
    const { readConfigFile } = await import('@connect-token/protocol/files');
    const config = await readConfigFile(configPath);
    if (!config.ok) return config;
    const { dataDirectory, account, plan } = config.value;
    return ok({
      path: dataDir ?? dataDirectory,
      sealingKeyPath: account.sealingKeyPath,
      accountPath: account.path,
      allowEveryone: account.allowEveryone,
      ceiling: plan,
    });
  }
  if (dataDir === null) throw new Error('invariant: a data directory or a configuration');
  const key = join(dataDir, SEALING_KEY_FILE);
  return ok({
    path: dataDir,
    sealingKeyPath: existsSync(key) ? key : null,
    accountPath: join(dataDir, 'account.yaml'),
    allowEveryone: false,
    ceiling: { kind: 'unlimited' },
  });
}

/** Another command is done by then, and a service that starts has its socket. */
const FREE_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 50;

type Taken =
  | { readonly kind: 'store'; readonly store: Store }
  | { readonly kind: 'socket'; readonly open: OpenManagement }
  | { readonly kind: 'refused'; readonly failure: StoreFailure | Failure };

/** Takes the directory, or finds the process that has it. One that has no socket is another command, and soon over. */
async function takeDirectory(path: string): Promise<Taken> {
  const socketPath = join(path, SOCKET_FILE);
  const end = performance.now() + FREE_WITHIN_MS;
  for (;;) {
    const store = await openStore({ directory: path, clock: systemClock });
    if (store.ok) return { kind: 'store', store: store.value };
    if (store.error.code !== 'DATA_DIRECTORY_OWNED') return { kind: 'refused', failure: store.error };
    if (existsSync(socketPath)) {
      const { openSocket } = await import('./open-broker.ts');
      const open = await openSocket(socketPath);
      if (open.ok) return { kind: 'socket', open: open.value };
      if (open.error[0].code !== 'BROKER_UNREACHABLE') return { kind: 'refused', failure: open.error[0] };
    }
    if (performance.now() >= end) return { kind: 'refused', failure: store.error };
    await pause(LOOK_EVERY_MS);
  }
}

async function openStored(store: Store, directory: Directory, env: Env): Opening {
  const { sealingKeyPath, accountPath, allowEveryone, ceiling } = directory;
  const clock = systemClock;
  const refuse = async (failures: NonEmpty<Failure>): Opening => {
    await store.close();
    return err(failures);
  };
  const sealingKey = await readSealingKey({ path: sealingKeyPath, env });
  if (!sealingKey.ok) return refuse([sealingKey.error]);
  const account = await openAccount({
    store,
    clock,
    accountFile: accountPath,
    sealingKey: sealingKey.value,
    allowEveryone,
    ceiling,
  });
  if (!account.ok) return refuse(account.error);
  const management = account.value.manage({ kind: 'owner' });
  return ok({ management, credentials: credentialsOf(store, management), close: store.close });
}

/** Few commands are about credentials: the others don't wait for what makes them. */
function credentialsOf(store: Store, { people }: Management): Credentials {
  const load = async (): Promise<Credentials> =>
    (await import('./credentials.ts')).openCredentials(store, people);
  return {
    create: async (order) => (await load()).create(order),
    list: async () => (await load()).list(),
    revoke: async (id) => (await load()).revoke(id),
  };
}
