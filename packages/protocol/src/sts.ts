import {
  LEASE_LIFETIME_MAX,
  LEASE_LIFETIME_MIN,
  type Permission,
  VAULT_TEXT_MAX,
  VAULTS_PER_TOKEN_MAX,
} from '@connect-token/core';
import * as z from 'zod/mini';
import { secureOrigin } from './origin.ts';

/** Source: RFC 8693 §2.1. */
export const TOKEN_EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** An OIDC ID token may be called by either name. Source: RFC 8693 §3. */
export const SUBJECT_TOKEN_TYPES = [
  'urn:ietf:params:oauth:token-type:id_token',
  'urn:ietf:params:oauth:token-type:jwt',
] as const;

/** Source: RFC 8693 §3. */
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

/** The `type` of our authorization details. Source: RFC 9396 §2. */
export const CONNECT_VAULTS = 'connect_vaults';

/** Source: RFC 8414 §3. */
export const METADATA_PATH = '/.well-known/oauth-authorization-server';
export const TOKEN_PATH = '/oauth/token';
export const REVOCATION_PATH = '/oauth/revoke';

/** One key buys one create and one answer: base64url(SHA-256(handle)). */
export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';

const permission = z.enum(['read', 'write'] satisfies Permission[]);

/** What is asked for: exactly one entry of our type, and no member that we don't know (RFC 9396 §5). */
export const askedDetails = z
  .array(
    z.strictObject({
      type: z.literal(CONNECT_VAULTS),
      vaults: z
        .array(
          z.strictObject({
            /** A name or an id. */
            vault: z.string().check(z.minLength(1), z.maxLength(VAULT_TEXT_MAX)),
            /** Left out: as the server has it. */
            permissions: z.optional(z.array(permission).check(z.minLength(1), z.maxLength(2))),
          }),
        )
        .check(z.minLength(1), z.maxLength(VAULTS_PER_TOKEN_MAX)),
      /** Seconds. */
      expires_in: z.optional(z.int().check(z.gte(LEASE_LIFETIME_MIN), z.lte(LEASE_LIFETIME_MAX))),
    }),
  )
  .check(z.length(1));

export type AskedDetails = z.infer<typeof askedDetails>;

/** What was granted (RFC 9396 §7): ids beside names, and where the token is good. */
export const grantedDetails = z
  .array(
    z.object({
      type: z.literal(CONNECT_VAULTS),
      /** The Connect URL of the server, from the broker's configuration. A job sends its token there: never in the clear (T37). */
      locations: z
        .array(z.string().check(z.refine((text) => secureOrigin(text) !== null)))
        .check(z.length(1)),
      server: z.object({ id: z.string(), name: z.string() }),
      vaults: z
        .array(
          z.object({
            vault: z.string(),
            name: z.string(),
            permissions: z.array(permission).check(z.minLength(1)),
          }),
        )
        .check(z.minLength(1)),
      expires_in: z.int().check(z.gte(0)),
    }),
  )
  .check(z.length(1));

export type GrantedDetails = z.infer<typeof grantedDetails>;

/** Three base64url segments: what every Connect token looks like, and what no page of HTML does. */
const COMPACT_JWT = /^[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}$/;

/** Above any token with `VAULTS_PER_TOKEN_MAX` vaults, below what a log or an environment block chokes on. */
export const ACCESS_TOKEN_MAX = 16_384;

/** As policy files have it; it ends up in job summaries. */
const ruleName = z.string().check(z.regex(/^[a-z0-9][a-z0-9_-]{0,63}$/));

/**
 * Why the grant is as it is, for people to read. RFC 8693 §2.2.1 lets an answer have further members, and an older broker has none of
 * these; what can't be read is as good as missing, because nobody loses a token over it.
 */
export const grantReasons = {
  /** The rule of the policy that allows it. */
  rule: z.catch(z.optional(ruleName), undefined),
  /** Seconds: the rule's own limit. */
  lifetime_max: z.catch(z.optional(z.int().check(z.gte(0))), undefined),
  /** The account's, with this grant's among those in use. Left out where nobody counts. */
  credits: z.catch(
    z.optional(z.object({ used: z.int().check(z.gte(0)), limit: z.int().check(z.gte(0)) })),
    undefined,
  ),
};

/** The answer to a mint. Source: RFC 8693 §2.2.1. */
export const tokenAnswer = z.object({
  access_token: z.string().check(z.regex(COMPACT_JWT), z.maxLength(ACCESS_TOKEN_MAX)),
  issued_token_type: z.literal(ACCESS_TOKEN_TYPE),
  token_type: z.literal('Bearer'),
  /** Seconds, rounded down. */
  expires_in: z.int().check(z.gte(0)),
  authorization_details: grantedDetails,
  lease_id: z.string().check(z.regex(/^[0-9A-HJKMNP-TV-Z]{26}$/)),
  ...grantReasons,
});

export type TokenAnswer = z.infer<typeof tokenAnswer>;

/** The answer to a revocation: durable either way; `revoking` means that the control plane hasn't confirmed yet. */
export const revocationAnswer = z.object({ state: z.enum(['revoked', 'revoking']) });

export type RevocationAnswer = z.infer<typeof revocationAnswer>;

/** Source: RFC 6749 §5.2, with our stable `code`, the id of the event in the broker's log, and every mistake by itself. */
export const errorAnswer = z.object({
  error: z.string(),
  error_description: z.optional(z.string()),
  code: z.optional(z.string()),
  event_id: z.optional(z.string()),
  errors: z.optional(z.array(z.object({ code: z.string(), message: z.string() }))),
});

export type ErrorAnswer = z.infer<typeof errorAnswer>;

/** Source: RFC 8414 §2 and RFC 9396 §10. */
export interface ServerMetadata {
  readonly issuer: string;
  readonly token_endpoint: string;
  readonly revocation_endpoint: string;
  readonly token_endpoint_auth_methods_supported: readonly ['none'];
  readonly revocation_endpoint_auth_methods_supported: readonly ['none'];
  readonly grant_types_supported: readonly [typeof TOKEN_EXCHANGE_GRANT];
  readonly response_types_supported: readonly [];
  readonly authorization_details_types_supported: readonly [typeof CONNECT_VAULTS];
}

/** Clients are public: `none` for both endpoints, because left out it would mean `client_secret_basic` (RFC 8414 §2). */
export const serverMetadata = (publicUrl: string): ServerMetadata => ({
  issuer: publicUrl,
  token_endpoint: `${publicUrl}${TOKEN_PATH}`,
  revocation_endpoint: `${publicUrl}${REVOCATION_PATH}`,
  token_endpoint_auth_methods_supported: ['none'],
  revocation_endpoint_auth_methods_supported: ['none'],
  grant_types_supported: [TOKEN_EXCHANGE_GRANT],
  response_types_supported: [],
  authorization_details_types_supported: [CONNECT_VAULTS],
});
