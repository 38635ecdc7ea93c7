import { type NonEmpty, quote } from '@connect-token/core';
import * as z from 'zod';
import { isSecure } from './origin.ts';
import { listOf } from './schema-list.ts';

/** One GitHub that says when jobs are over, or is asked. What proves that it is GitHub, or who asks, stands in files of its own. */
export interface GitHubConfig {
  /** One of the broker's issuers: leases are bound to it. */
  readonly issuer: string;
  /** As `X-GitHub-Enterprise-Host` has it. */
  readonly host: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  /** Two while one replaces the other; `null`: webhooks of it are refused. */
  readonly webhookSecretPaths: NonEmpty<string> | null;
  /** `null`: it is never asked. */
  readonly credential:
    | { readonly kind: 'app'; readonly id: string; readonly privateKeyPath: string }
    | { readonly kind: 'token'; readonly path: string }
    | null;
}

const SECRETS_MAX = 2;
const PATH_MAX = 4_096;
const path = z.string().min(1, 'is empty').max(PATH_MAX);

/** Source: docs.github.com, "Getting started with the REST API": github.com, GHE.com, and Enterprise Server. */
const API_EXAMPLE = 'https://ghes.acme.example/api/v3';

const apiUrl = z.string().transform((text, context): string => {
  if (URL.canParse(text)) {
    const url = new URL(text);
    const plain = text === url.origin || text === url.origin + url.pathname;
    if (plain && isSecure(url)) return text.replace(/\/+$/, '');
  }
  const message = `${quote(text)} is not an https:// URL such as \`${API_EXAMPLE}\` (http:// is for loopback only)`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** An App's id, or its client id. */
const appId = z.union([
  z.int().positive().transform(String),
  z.string().regex(/^[A-Za-z0-9.]{1,64}$/, "is no App's id"),
]);

const entry = z.strictObject({
  issuer: z.string(),
  api_url: apiUrl.optional(),
  webhook_secret_files: listOf(path, SECRETS_MAX).optional(),
  app: z.strictObject({ id: appId, private_key_file: path }).optional(),
  token_file: path.optional(),
});

type Entry = z.output<typeof entry>;

const ENTRIES_MAX = 20;

/** The `github` of a configuration: what stands in each entry, and that something does. */
export const githubEntries = z
  .array(
    entry.superRefine((written, context) => {
      const add = (message: string): void => context.addIssue({ code: 'custom', message });
      const { app, token_file, webhook_secret_files, issuer, api_url } = written;
      if (app !== undefined && token_file !== undefined) add('`app` and `token_file` exclude each other');
      const asks = app !== undefined || token_file !== undefined;
      if (!asks && webhook_secret_files === undefined)
        add('one of `webhook_secret_files`, `app` and `token_file` is needed');
      if (asks && api_url === undefined && knownGitHub(issuer) === null)
        add(`\`api_url\` is needed, because the issuer ${quote(issuer)} doesn't tell where the API is`);
    }),
  )
  .max(ENTRIES_MAX);

/** The issuers of these entries that can't stand there, each with its place in the list and why. */
export const refuseGitHubIssuers = (
  entries: readonly Pick<Entry, 'issuer'>[],
  issuers: readonly string[],
): readonly { readonly index: number; readonly problem: string }[] =>
  entries.flatMap(({ issuer }, index) => {
    if (!issuers.includes(issuer)) return { index, problem: `${quote(issuer)} is none of \`issuers\`` };
    const first = entries.findIndex((other) => other.issuer === issuer);
    return first < index ? { index, problem: `${quote(issuer)} has an entry already` } : [];
  });

export function gitHubConfig(
  { issuer, api_url, webhook_secret_files, app, token_file }: Entry,
  beside: (relative: string) => string,
): GitHubConfig {
  const known = knownGitHub(issuer);
  const [first, ...more] = webhook_secret_files ?? [];
  return {
    issuer,
    host: known?.host ?? new URL(issuer).hostname,
    apiUrl: api_url ?? known?.apiUrl ?? '',
    webhookSecretPaths: first === undefined ? null : [beside(first), ...more.map(beside)],
    credential: credentialOf(app, token_file, beside),
  };
}

function credentialOf(
  app: Entry['app'],
  tokenFile: string | undefined,
  beside: (relative: string) => string,
): GitHubConfig['credential'] {
  if (app !== undefined) return { kind: 'app', id: app.id, privateKeyPath: beside(app.private_key_file) };
  return tokenFile === undefined ? null : { kind: 'token', path: beside(tokenFile) };
}

/**
 * The three places where an issuer of GitHub's tells the rest. Source: docs.github.com, "OpenID Connect reference"; "Getting started
 * with the REST API", for github.com, for GHE.com and for Enterprise Server.
 */
function knownGitHub(issuer: string): { readonly host: string; readonly apiUrl: string } | null {
  if (!URL.canParse(issuer)) return null;
  const { protocol, host, hostname, pathname } = new URL(issuer);
  if (protocol !== 'https:') return null;
  if (hostname === 'token.actions.githubusercontent.com')
    return { host: 'github.com', apiUrl: 'https://api.github.com' };
  const tenant = /^token\.actions\.([a-z0-9-]+\.ghe\.com)$/.exec(hostname)?.[1];
  if (tenant !== undefined) return { host: tenant, apiUrl: `https://api.${tenant}` };
  return pathname === '/_services/token' ? { host: hostname, apiUrl: `https://${host}/api/v3` } : null;
}
