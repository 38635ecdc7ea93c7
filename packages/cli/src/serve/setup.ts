import { existsSync } from 'node:fs';
import { type AccountFile, readAccountFile, readSealingKey, type SealingKey } from '@connect-token/account';
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

/** Everything that `connect serve` reads before it does anything. */
export interface Setup {
  readonly config: Config;
  readonly policy: TrustPolicy;
  /** Its path alone where it has been put away: it is needed for a new data directory only, and holds secrets. */
  readonly accountFile: AccountFile | string;
  readonly sealingKey: SealingKey;
  /** Who says that jobs are over, or is asked. */
  readonly github: readonly GitHubInstance[];
  /** `null`: the database is a file in the data directory. */
  readonly databaseUrl: Secret<string> | null;
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
  const [policy, accountFile, sealingKey, github] = await Promise.all([
    readPolicyFile(policyPath),
    readAccount(config.value),
    readSealingKey({ path: account.sealingKeyPath, env }),
    readGitHubInstances(config.value.github),
  ]);
  const failures: Failure[] = [];
  if (!policy.ok) failures.push(...policy.error);
  if (!accountFile.ok) failures.push(...accountFile.error);
  if (!sealingKey.ok) failures.push(sealingKey.error);
  if (!github.ok) failures.push(...github.error);
  if (isNonEmpty(failures)) return err(failures);
  if (!policy.ok || !accountFile.ok || !sealingKey.ok || !github.ok)
    throw new Error('invariant: a refusal without a failure');
  return ok({
    config: config.value,
    policy: policy.value,
    accountFile: accountFile.value,
    sealingKey: sealingKey.value,
    github: github.value,
    databaseUrl: takeDatabaseUrl(env),
  });
}

async function readAccount({
  account,
  dataDirectory,
}: Config): Promise<Result<AccountFile | string, NonEmpty<Failure>>> {
  const putAway = !existsSync(account.path) && existsSync(dataDirectory);
  return putAway ? ok(account.path) : readAccountFile(account.path, account);
}
