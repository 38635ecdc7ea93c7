import { CREDENTIAL_RIGHTS, type FailureOf, instant, seconds } from '@connect-token/core';
import * as z from 'zod';
import type { ManagementCode } from './errors.ts';
import { access, count } from './scalar.ts';

const nothing = z.object({});
const text = z.string();
const nearest = z.nullable(text);
const span = count.transform(seconds);
const moment = z.int().transform(instant);

const holder = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('account') }),
  z.object({ kind: z.literal('rule'), rule: text }),
  z.object({ kind: z.literal('server'), serverId: text }),
  z.object({ kind: z.literal('vault'), vaultId: text }),
]);

/** The evidence of each failure as it crosses the wire, so that a client has the same failure as whoever holds the account. */
export const EVIDENCE: { readonly [C in ManagementCode]: z.ZodType<Omit<FailureOf<C>, 'code'>> } = {
  VAULTS_EMPTY: nothing,
  VAULTS_TOO_MANY: z.object({ given: count, limit: count }),
  VAULT_REPEATED: z.object({ vault: text, line: count, firstLine: count }),
  VAULT_UNKNOWN: z.object({ vault: text, nearest }),
  VAULT_BUILT_IN: z.object({ vault: text, id: text, type: z.nullable(text) }),
  VAULT_NOT_GRANTED: z.object({ vault: text, server: text }),
  PERMISSION_NOT_GRANTED: z.object({ vault: text, server: text, asked: access, granted: access }),
  SERVER_UNKNOWN: z.object({ server: text, nearest }),
  LIFETIME_OUT_OF_RANGE: z.object({ given: span, min: span, max: span }),
  NAME_INVALID: z.object({
    thing: z.enum(['server', 'token', 'vault', 'group', 'credential']),
    name: text,
    problem: text,
  }),
  TOKEN_UNKNOWN: z.object({ token: text }),
  GROUP_UNKNOWN: z.object({ group: text, nearest }),
  LEASE_UNKNOWN: z.object({ lease: text }),
  END_NOTE_INVALID: z.object({ problem: text }),
  PERSON_UNKNOWN: z.object({ person: text, nearest }),
  VAULTS_FIXED: z.object({ server: text, vault: text }),
  OWNERS_EMPTY: z.object({ group: text }),
  NOT_A_MANAGER: z.object({ server: z.nullable(text) }),
  CREDITS_EXHAUSTED: z.object({
    holder,
    limit: count,
    used: count,
    needed: z.int(),
    retryAfter: z.nullable(span),
  }),
  CREDENTIAL_INVALID: z.object({ problem: text }),
  CREDENTIAL_EXPIRED: z.object({ expiredAt: moment, now: moment }),
  CREDENTIAL_RIGHT_MISSING: z.object({ right: z.enum([...CREDENTIAL_RIGHTS, 'owner']) }),
  PRECONDITION_FAILED: nothing,
  RATE_LIMITED: z.object({ limit: text, retryAfter: span }),
  CONTROL_PLANE_UNAVAILABLE: z.object({ cause: text }),
  STORE_UNAVAILABLE: z.object({ cause: text }),
  REQUEST_MALFORMED: z.object({ problem: text }),
  REQUEST_TOO_LARGE: z.object({ limitBytes: count }),
  REQUEST_TOO_SLOW: nothing,
  ROUTE_UNKNOWN: z.object({ method: text, path: text }),
  INTERNAL: nothing,
};
