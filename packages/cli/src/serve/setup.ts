import { existsSync } from 'node:fs';
import {
  type AccountFile,
  readAccountFile,
  readPreviousSealingKey,
  readSealingKey,
  type SealingKey,
} from '@connect-token/account';
import { type GitHubInstance, readGitHubInstances } from '@connect-token/broker';
import {
  err,
  type Failure,
  isNonEmpty,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
  type TrustPolicy,
} from '@connect-token/core';
import { type Config, readConfigFile, readPolicyFile } from '@connect-token/protocol/files';
import { takeDatabaseUrl } from '../database-url.ts';

/** What the Connect API alone needs. */
export interface ConnectSetup {
  readonly config: Config;
  /** Its path alone where it has been put away: it is needed for a new data directory only, and holds secrets. */
  readonly accountFile: AccountFile | string;
  readonly sealingKey: SealingKey;
  /** What is sealed under it is sealed again while the account is served; `null` where there is none. */
  readonly previousSealingKey: SealingKey | null;
  /** `null`: the database is a file in the data directory. */
  readonly databaseUrl: Secret<string> | null;
}

/** Everything that `connect serve` reads before it does anything. */
export interface Setup extends ConnectSetup {
  readonly policy: TrustPolicy;
  /** Who says that jobs are over, or is asked. */
  readonly github: readonly GitHubInstance[];
}

/**
 * The configuration and the files that it names. Fails with every mistake in all of them at once; with those of the
 * configuration alone where it can't be read, because the other paths stand in it. Nothing is written.
 */
export async function readSetup(
  path: string,
  env: Record<string, string | undefined>,
): Promise<Result<Setup, NonEmpty<Failure>>> {
  const config = await readConfigFile(path);
  if (!config.ok) return config;
  const { policyPath, account } = config.value;
  const [policy, accountFile, sealingKey, previousKey, github] = await Promise.all([
    readPolicyFile(policyPath),
    readAccount(config.value),
    readSealingKey({ path: account.sealingKeyPath, env }),
    readPreviousSealingKey(account.previousSealingKeyPath),
    readGitHubInstances(config.value.github),
  ]);
  const failures: Failure[] = [];
  if (!policy.ok) failures.push(...policy.error);
  if (!accountFile.ok) failures.push(...accountFile.error);
  if (!sealingKey.ok) failures.push(sealingKey.error);
  if (!previousKey.ok) failures.push(previousKey.error);
  if (!github.ok) failures.push(...github.error);
  if (isNonEmpty(failures)) return err(failures);
  if (!policy.ok || !accountFile.ok || !sealingKey.ok || !previousKey.ok || !github.ok)
    throw new Error('invariant: a refusal without a failure');
  return ok({
    config: config.value,
    policy: policy.value,
    accountFile: accountFile.value,
    sealingKey: sealingKey.value,
    previousSealingKey: previousKey.value,
    github: github.value,
    databaseUrl: takeDatabaseUrl(env),
  });
}

/**
 * The same for a process that serves the Connect API and nothing else: from the same configuration, and without the secrets that only a
 * broker needs. Fails without a `DATABASE_URL`: a data directory has one process.
 */
export async function readConnectSetup(
  path: string,
  env: Record<string, string | undefined>,
): Promise<Result<ConnectSetup, NonEmpty<Failure>>> {
  const config = await readConfigFile(path);
  if (!config.ok) return config;
  const [accountFile, sealingKey, previousKey] = await Promise.all([
    readAccount(config.value),
    readSealingKey({ path: config.value.account.sealingKeyPath, env }),
    readPreviousSealingKey(config.value.account.previousSealingKeyPath),
  ]);
  const databaseUrl = takeDatabaseUrl(env);
  const failures: Failure[] = [];
  if (!accountFile.ok) failures.push(...accountFile.error);
  if (!sealingKey.ok) failures.push(sealingKey.error);
  if (!previousKey.ok) failures.push(previousKey.error);
  if (databaseUrl === null) failures.push(NO_DATABASE);
  if (isNonEmpty(failures)) return err(failures);
  if (!accountFile.ok || !sealingKey.ok || !previousKey.ok)
    throw new Error('invariant: a refusal without a failure');
  return ok({
    config: config.value,
    accountFile: accountFile.value,
    sealingKey: sealingKey.value,
    previousSealingKey: previousKey.value,
    databaseUrl,
  });
}

const NO_DATABASE: Failure = {
  code: 'USAGE_INVALID',
  problem:
    '`--only connect` needs `DATABASE_URL`: a data directory belongs to one process, so that beside a broker there is PostgreSQL',
  instead: null,
};

async function readAccount({
  account,
  dataDirectory,
}: Config): Promise<Result<AccountFile | string, NonEmpty<Failure>>> {
  const putAway = !existsSync(account.path) && existsSync(dataDirectory);
  return putAway ? ok(account.path) : readAccountFile(account.path, account);
}
