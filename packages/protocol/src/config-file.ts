import { dirname, resolve } from 'node:path';
import {
  type CreditPlan,
  mapNonEmpty,
  type NamedCeiling,
  type NonEmpty,
  ok,
  type Result,
  type Seconds,
  seconds,
  VAULT_TEXT_MAX,
} from '@connect-token/core';
import * as z from 'zod';
import { ceilingEntries } from './ceiling-entry.ts';
import { issuer, type Listen, listen, origin, path } from './config-scalar.ts';
import { type GitHubConfig, gitHubConfig, githubEntries, refuseGitHubIssuers } from './github-entry.ts';
import { keepEntry } from './keep-entry.ts';
import { planEntry } from './plan-entry.ts';
import { listOf } from './schema-list.ts';
import { type FileFailure, readYamlFile } from './yaml-file.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Everything that `connect serve` needs to know, with paths made absolute. */
export interface Config {
  readonly publicUrl: string;
  readonly listen: Listen;
  readonly dataDirectory: string;
  /** Whose ID tokens are accepted. */
  readonly issuers: NonEmpty<string>;
  /** What an ID token must be for; the public URL where the file names none. */
  readonly audience: string;
  /** Where each server that the policy grants can be reached by a job. `server` is a name or an id. */
  readonly servers: NonEmpty<{ readonly server: string; readonly connectUrl: string }>;
  readonly policyPath: string;
  readonly plan: CreditPlan;
  /** What single servers and vaults may take of it. */
  readonly ceilings: readonly NamedCeiling[];
  readonly account: {
    readonly path: string;
    readonly sealingKeyPath: string | null;
    /** While the key is being changed: the one of before. */
    readonly previousSealingKeyPath: string | null;
    readonly allowEveryone: boolean;
  };
  readonly connect: {
    readonly listen: Listen;
    /** Whether what tokens are used for is on disk before a call is answered, or at most a second later. */
    readonly activity: 'batched' | 'durable';
    readonly activityKeep: Seconds;
  };
  /** The management API over the network; `null`: over the socket in the data directory only. */
  readonly management: { readonly listen: Listen } | null;
  /** Where metrics are served; `null`: nowhere. */
  readonly metrics: { readonly listen: Listen } | null;
  /** A second place for the events of the audit trail; `null`: the database alone. */
  readonly auditLines: { readonly kind: 'stdout' } | { readonly kind: 'file'; readonly path: string } | null;
  /** Who tells that jobs are over, or can be asked. At most one entry an issuer. */
  readonly github: readonly GitHubConfig[];
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** The configuration of a file. Fails with every mistake of the file; relative paths are meant from the file's directory. */
export async function readConfigFile(path: string): Promise<Result<Config, NonEmpty<FileFailure>>> {
  const file = await readYamlFile(path, configFile);
  if (!file.ok) return file;
  const { value } = file.value;
  const beside = (relative: string): string => resolve(dirname(path), relative);
  const besideOrNull = (relative: string | undefined): string | null =>
    relative === undefined ? null : beside(relative);
  return ok({
    publicUrl: value.public_url,
    listen: value.listen,
    dataDirectory: beside(value.data_directory),
    issuers: value.issuers,
    audience: value.audience ?? value.public_url,
    servers: mapNonEmpty(value.servers, ({ server, connect_url }) => ({ server, connectUrl: connect_url })),
    policyPath: beside(value.policy),
    plan: value.plan,
    ceilings: value.ceilings,
    account: {
      path: beside(value.account.file),
      sealingKeyPath: besideOrNull(value.account.sealing_key_file),
      previousSealingKeyPath: besideOrNull(value.account.previous_sealing_key_file),
      allowEveryone: value.account.allow_everyone,
    },
    connect: {
      listen: value.connect.listen,
      activity: value.connect.activity,
      activityKeep: value.connect.activity_keep,
    },
    management: value.management ?? null,
    metrics: value.metrics ?? null,
    auditLines: value.audit === undefined ? null : linesTarget(value.audit.lines, beside),
    github: value.github.map((entry) => gitHubConfig(entry, beside)),
    logLevel: value.log_level,
  });
}

/** `stdout`, or a file: one of that name is written as `./stdout`. */
const linesTarget = (text: string, beside: (path: string) => string): Config['auditLines'] =>
  text === 'stdout' ? { kind: 'stdout' } : { kind: 'file', path: beside(text) };

const ISSUERS_MAX = 20;
const SERVERS_MAX = 1_000;
const AUDIENCE_MAX = 1_024;

/** What a leaked token did is asked for long after the token is gone. */
const ACTIVITY_KEEP_DEFAULT = seconds(90 * 86_400);

const configFile = z
  .strictObject({
    public_url: origin,
    listen,
    data_directory: path,
    issuers: listOf(issuer, ISSUERS_MAX),
    audience: z.string().min(1, 'is empty').max(AUDIENCE_MAX).optional(),
    servers: listOf(
      z.strictObject({ server: z.string().min(1, 'is empty').max(VAULT_TEXT_MAX), connect_url: origin }),
      SERVERS_MAX,
    ),
    policy: path,
    plan: planEntry.default({ kind: 'unlimited' }),
    ceilings: ceilingEntries.default([]),
    account: z.strictObject({
      file: path,
      sealing_key_file: path.optional(),
      previous_sealing_key_file: path.optional(),
      allow_everyone: z.boolean().default(false),
    }),
    connect: z.strictObject({
      listen,
      activity: z.enum(['batched', 'durable']).default('batched'),
      activity_keep: keepEntry.default(ACTIVITY_KEEP_DEFAULT),
    }),
    management: z.strictObject({ listen }).optional(),
    metrics: z.strictObject({ listen }).optional(),
    audit: z.strictObject({ lines: path }).optional(),
    github: githubEntries.default([]),
    log_level: z.enum(LOG_LEVELS).default('info'),
  })
  .superRefine(({ github, issuers }, context) => {
    for (const { index, problem } of refuseGitHubIssuers(github, issuers))
      context.addIssue({ code: 'custom', path: ['github', index, 'issuer'], message: problem });
  });
