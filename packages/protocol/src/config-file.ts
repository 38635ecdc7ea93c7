import { dirname, resolve } from 'node:path';
import { type CreditPlan, type NonEmpty, ok, type Result } from '@connect-token/core';
import * as z from 'zod';
import { isLoopback, secureOrigin } from './origin.ts';
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
  readonly account: {
    readonly path: string;
    readonly sealingKeyPath: string | null;
    readonly allowEveryone: boolean;
  };
  readonly connect: { readonly listen: Listen };
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

export interface Listen {
  readonly host: string;
  readonly port: number;
}

/** The configuration of a file. Fails with every mistake of the file; relative paths are meant from the file's directory. */
export async function readConfigFile(path: string): Promise<Result<Config, NonEmpty<FileFailure>>> {
  const file = await readYamlFile(path, configFile);
  if (!file.ok) return file;
  const { value } = file.value;
  const beside = (relative: string): string => resolve(dirname(path), relative);
  return ok({
    publicUrl: value.public_url,
    listen: value.listen,
    dataDirectory: beside(value.data_directory),
    issuers: value.issuers as unknown as NonEmpty<string>,
    audience: value.audience ?? value.public_url,
    servers: value.servers.map(({ server, connect_url }) => ({
      server,
      connectUrl: connect_url,
    })) as unknown as Config['servers'],
    policyPath: beside(value.policy),
    plan: value.plan,
    account: {
      path: beside(value.account.file),
      sealingKeyPath:
        value.account.sealing_key_file === undefined ? null : beside(value.account.sealing_key_file),
      allowEveryone: value.account.allow_everyone,
    },
    connect: { listen: value.connect.listen },
    logLevel: value.log_level,
  });
}

const path = z.string().min(1, 'is empty').max(4_096);

const origin = z.string().transform((text, context): string => {
  const checked = secureOrigin(text);
  if (checked !== null) return checked;
  context.addIssue({
    code: 'custom',
    message: `\`${text.slice(0, 120)}\` is not an origin such as \`https://broker.acme.example\` (http:// is for loopback only)`,
  });
  return z.NEVER;
});

/** An issuer is compared byte for byte with the `iss` of a token (T17), so it is kept as written; GitHub's may have a path. */
const issuer = z.string().refine((text) => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username, password } = new URL(text);
  const plain = search === '' && hash === '' && username === '' && password === '';
  return plain && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
}, 'an issuer is an https:// URL such as `https://token.actions.githubusercontent.com` (http:// is for loopback only)');

const listen = z.string().transform((text, context): Listen => {
  const match = /^(?<host>\[[0-9a-fA-F:]+\]|[^:\s]+):(?<port>\d{1,5})$/.exec(text)?.groups;
  const port = Number(match?.['port']);
  if (match?.['host'] !== undefined && port <= 65_535)
    return { host: match['host'].replace(/^\[|\]$/g, ''), port };
  context.addIssue({
    code: 'custom',
    message: `\`${text.slice(0, 120)}\` is not \`host:port\`, such as \`127.0.0.1:8300\``,
  });
  return z.NEVER;
});

const plan = z.union(
  [
    z.literal('unlimited').transform((): CreditPlan => ({ kind: 'unlimited' })),
    z
      .strictObject({ metered: z.int().min(1).max(1_000_000) })
      .transform(({ metered }): CreditPlan => ({ kind: 'metered', limit: metered })),
  ],
  'a plan is `unlimited` or `metered: <credits>`, from 1 to 1000000',
);

const configFile = z.strictObject({
  public_url: origin,
  listen,
  data_directory: path,
  issuers: z.array(issuer).min(1, 'at least one issuer is needed').max(20),
  audience: z.string().min(1).max(1_024).optional(),
  servers: z
    .array(z.strictObject({ server: z.string().min(1).max(256), connect_url: origin }))
    .min(1, 'at least one server is needed')
    .max(1_000),
  policy: path,
  plan: plan.default({ kind: 'unlimited' }),
  account: z.strictObject({
    file: path,
    sealing_key_file: path.optional(),
    allow_everyone: z.boolean().default(false),
  }),
  connect: z.strictObject({ listen }),
  log_level: z.enum(LOG_LEVELS).default('info'),
});
