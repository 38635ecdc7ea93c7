import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CreditPlan,
  err,
  type Failure,
  type Management,
  type NonEmpty,
  ok,
  type Result,
} from '@connect-token/core';
import type { AccountPlace } from './place.ts';

/** An account that is open for its managers, until it is closed. */
export interface OpenManagement {
  readonly management: Management;
  close(): Promise<void>;
}

type Opening = Promise<Result<OpenManagement, NonEmpty<Failure>>>;

type Env = Record<string, string | undefined>;

const DATABASE_FILE = 'connect-token.db';

/** Found without being named, where there is no configuration. */
const SEALING_KEY_FILE = 'sealing.key';

/**
 * The account of a data directory as its owner. The sealing key is the configuration's; without one it is in `sealing.key` in
 * the directory, or in the environment. Nothing is made: a directory without an account fails with `DATA_DIRECTORY_UNUSABLE`.
 */
export async function openManagement(place: AccountPlace, env: Env): Opening {
  switch (place.kind) {
    case 'broker':
      return err([{ code: 'BROKER_UNREACHABLE', url: place.broker, cause: 'not yet', attempts: 1 }]);
    case 'directory': {
      const directory = await readDirectory(place);
      return directory.ok ? openDirectory(directory.value, env) : directory;
    }
  }
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

async function openDirectory(directory: Directory, env: Env): Opening {
  const { path, sealingKeyPath, accountPath, allowEveryone, ceiling } = directory;
  // The store makes what it doesn't find: a slip in a path must not end in a new, empty account.
  if (!existsSync(join(path, DATABASE_FILE))) {
    const cause = 'there is no account in it; the first `connect serve` makes one';
    return err([{ code: 'DATA_DIRECTORY_UNUSABLE', path, cause }]);
  }
  const { openAccount, readSealingKey } = await import('@connect-token/account');
  const { openStore } = await import('@connect-token/storage');
  const { systemClock: clock } = await import('@connect-token/lifecycle');
  const sealingKey = await readSealingKey({ path: sealingKeyPath, env });
  if (!sealingKey.ok) return err([sealingKey.error]);
  const opened = await openStore({ directory: path, clock });
  if (!opened.ok) return err([opened.error]);
  const store = opened.value;
  const account = await openAccount({
    store,
    clock,
    accountFile: accountPath,
    sealingKey: sealingKey.value,
    allowEveryone,
    ceiling,
  });
  if (!account.ok) {
    await store.close();
    return account;
  }
  return ok({ management: account.value.manage({ kind: 'owner' }), close: store.close });
}
