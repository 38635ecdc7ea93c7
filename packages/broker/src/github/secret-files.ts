import { createPrivateKey } from 'node:crypto';
import {
  err,
  type Failure,
  isNonEmpty,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
} from '@connect-token/core';
import { type GitHubConfig, readSecretFile } from '@connect-token/protocol/files';
import type { GitHubCredential, GitHubInstance } from './instance.ts';

/**
 * What the `github` of a configuration names, read. Fails with every file that can't be read or doesn't hold what it should, and where
 * two hosts share a webhook secret: whoever holds a delivery of one could send it in the name of the other.
 */
export async function readGitHubInstances(
  configs: readonly GitHubConfig[],
): Promise<Result<readonly GitHubInstance[], NonEmpty<Failure>>> {
  const read = await Promise.all(configs.map(readInstance));
  const instances = read.flatMap((each) => (each.ok ? each.value : []));
  const failures = [
    ...read.flatMap((each) => (each.ok ? [] : each.error)),
    ...refuseSharedSecrets(configs, instances),
  ];
  return isNonEmpty(failures) ? err(failures) : ok(instances);
}

async function readInstance(config: GitHubConfig): Promise<Result<GitHubInstance, NonEmpty<Failure>>> {
  const { issuer, host, apiUrl, webhookSecretPaths, credential } = config;
  const [secrets, known] = await Promise.all([
    Promise.all((webhookSecretPaths ?? []).map(readWebhookSecret)),
    readCredential(credential),
  ]);
  const failures: Failure[] = secrets.flatMap((each) => (each.ok ? [] : each.error));
  if (!known.ok) failures.push(known.error);
  if (isNonEmpty(failures) || !known.ok) return err(failures as unknown as NonEmpty<Failure>);
  const webhookSecrets = secrets.flatMap((each) => (each.ok ? each.value : []));
  return ok({ issuer, host, apiUrl, webhookSecrets, credential: known.value });
}

/** Fewer could be tried out. Source: docs.github.com, "Validating webhook deliveries": random, with high entropy. */
const WEBHOOK_SECRET_MIN = 16;

async function readWebhookSecret(path: string): Promise<Result<Secret<string>, Failure>> {
  const text = await readSecretFile(path);
  return text.ok && text.value.reveal().length < WEBHOOK_SECRET_MIN
    ? unusable(path, `a webhook secret has at least ${WEBHOOK_SECRET_MIN} characters`)
    : text;
}

async function readCredential(
  credential: GitHubConfig['credential'],
): Promise<Result<GitHubCredential | null, Failure>> {
  if (credential === null) return ok(null);
  if (credential.kind === 'token') {
    const token = await readSecretFile(credential.path);
    if (!token.ok) return token;
    // What stands in a header, and in no other form.
    return /^[\x21-\x7E]+$/.test(token.value.reveal())
      ? ok({ kind: 'token', token: token.value })
      : unusable(credential.path, 'it holds no token of GitHub');
  }
  const { id, privateKeyPath } = credential;
  const privateKey = await readSecretFile(privateKeyPath);
  if (!privateKey.ok) return privateKey;
  return isRsaKey(privateKey.value)
    ? ok({ kind: 'app', id, privateKey: privateKey.value })
    : unusable(privateKeyPath, 'it holds no RSA private key in PEM, as GitHub makes for an App');
}

function isRsaKey(pem: Secret<string>): boolean {
  try {
    return createPrivateKey(pem.reveal()).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}

const unusable = (path: string, cause: string): Result<never, Failure> =>
  err({ code: 'FILE_UNREADABLE', path, cause });

function refuseSharedSecrets(
  configs: readonly GitHubConfig[],
  instances: readonly GitHubInstance[],
): readonly Failure[] {
  return instances.flatMap((instance, index) => {
    const shared = instances
      .slice(0, index)
      .find((other) => other.host !== instance.host && haveSecretInCommon(other, instance));
    const path = configs.find(({ issuer }) => issuer === instance.issuer)?.webhookSecretPaths?.[0];
    if (shared === undefined || path === undefined) return [];
    const cause = `its secret is that of ${shared.host} as well: each host needs one of its own`;
    return { code: 'FILE_UNREADABLE' as const, path, cause };
  });
}

const haveSecretInCommon = (one: GitHubInstance, other: GitHubInstance): boolean =>
  one.webhookSecrets.some((secret) =>
    other.webhookSecrets.some((another) => another.reveal() === secret.reveal()),
  );
