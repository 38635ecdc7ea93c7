import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type CreditPlan,
  err,
  type Failure,
  type NamedCeiling,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
} from '@connect-token/core';
import { MANAGEMENT_SOCKET } from '@connect-token/protocol/management-client';
import { takeDatabaseUrl } from './database-url.ts';
import type { OpenManagement } from './management.ts';
import type { AccountPlace } from './place.ts';

type Opening = Promise<Result<OpenManagement, NonEmpty<Failure>>>;

type Env = Record<string, string | undefined>;

const DATABASE_FILE = 'connect-token.db';

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
  const directory = await readDirectory(place, env);
  if (!directory.ok) return directory;
  const { path } = directory.value;
  // The store makes what it doesn't find: a slip in a path must not end in a new, empty account.
  if (directory.value.databaseUrl === null && !existsSync(join(path, DATABASE_FILE))) {
    const cause = 'there is no account in it; the first `connect serve` makes one';
    return err([{ code: 'DATA_DIRECTORY_UNUSABLE', path, cause }]);
  }
  return takeDirectory(directory.value, env);
}

/** What has to be known of a data directory to open it. */
export interface Directory {
  readonly path: string;
  readonly sealingKeyPath: string | null;
  readonly previousSealingKeyPath: string | null;
  readonly accountPath: string;
  readonly allowEveryone: boolean;
  readonly ceiling: CreditPlan;
  readonly ceilings: readonly NamedCeiling[];
  readonly databaseUrl: Secret<string> | null;
}

async function readDirectory(
  { dataDir, configPath }: Extract<AccountPlace, { kind: 'directory' }>,
  env: Env,
): Promise<Result<Directory, NonEmpty<Failure>>> {
  const databaseUrl = takeDatabaseUrl(env);
  if (configPath !== null) {
    const { readConfigFile } = await import('@connect-token/protocol/files');
    const config = await readConfigFile(configPath);
    if (!config.ok) return config;
    const { dataDirectory, account, plan, ceilings } = config.value;
    return ok({
      path: dataDir ?? dataDirectory,
      sealingKeyPath: account.sealingKeyPath,
      previousSealingKeyPath: account.previousSealingKeyPath,
      accountPath: account.path,
      allowEveryone: account.allowEveryone,
      ceiling: plan,
      ceilings,
      databaseUrl,
    });
  }
  if (dataDir === null) throw new Error('invariant: a data directory or a configuration');
  const key = join(dataDir, SEALING_KEY_FILE);
  return ok({
    path: dataDir,
    sealingKeyPath: existsSync(key) ? key : null,
    previousSealingKeyPath: null,
    accountPath: join(dataDir, 'account.yaml'),
    allowEveryone: false,
    ceiling: { kind: 'unlimited' },
    ceilings: [],
    databaseUrl,
  });
}

/** Another command is done by then, and a service that starts has its socket. */
const FREE_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 50;

/**
 * Takes the directory, or finds the process that has it: by its socket first, which is there at once, where opening the database
 * only to find it taken isn't. A socket that nobody listens to was left behind. A process without one is another command, and
 * soon over.
 */
async function takeDirectory(directory: Directory, env: Env): Opening {
  const socketPath = join(directory.path, MANAGEMENT_SOCKET);
  const end = performance.now() + FREE_WITHIN_MS;
  for (;;) {
    if (existsSync(socketPath)) {
      const { openSocket } = await import('./open-broker.ts');
      const open = await openSocket(socketPath);
      if (open.ok || open.error[0].code !== 'BROKER_UNREACHABLE') return open;
    }
    const { openStored } = await import('./open-stored.ts');
    const open = await openStored(directory, env);
    if (open.ok || open.error[0].code !== 'DATA_DIRECTORY_OWNED' || performance.now() >= end) return open;
    await pause(LOOK_EVERY_MS);
  }
}
