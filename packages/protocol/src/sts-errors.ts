import {
  describe,
  type Failure,
  type FailureCode,
  type NonEmpty,
  type Seconds,
  seconds,
} from '@connect-token/core';
import type { ErrorAnswer } from './sts.ts';

/** Failures that the token and revocation endpoints can answer with. */
export type StsCode = Extract<
  FailureCode,
  | 'VAULTS_EMPTY'
  | 'VAULTS_TOO_MANY'
  | 'VAULT_LINE_MALFORMED'
  | 'VAULT_REPEATED'
  | 'VAULT_UNKNOWN'
  | 'VAULT_AMBIGUOUS'
  | 'VAULT_BUILT_IN'
  | 'VAULT_NOT_GRANTED'
  | 'PERMISSION_NOT_GRANTED'
  | 'SERVER_UNKNOWN'
  | 'SERVER_AMBIGUOUS'
  | 'SERVER_REQUIRED'
  | 'LIFETIME_OUT_OF_RANGE'
  | 'POLICY_DENIED'
  | 'CREDITS_EXHAUSTED'
  | 'OPEN_LEASES_TOO_MANY'
  | 'ID_TOKEN_MALFORMED'
  | 'ID_TOKEN_ALGORITHM'
  | 'ID_TOKEN_ISSUER_UNKNOWN'
  | 'ID_TOKEN_KEY_UNKNOWN'
  | 'ID_TOKEN_SIGNATURE_INVALID'
  | 'ID_TOKEN_AUDIENCE'
  | 'ID_TOKEN_EXPIRED'
  | 'ID_TOKEN_NOT_YET_VALID'
  | 'ID_TOKEN_TOO_OLD'
  | 'ID_TOKEN_CLAIM_INVALID'
  | 'ID_TOKEN_REPLAYED'
  | 'ISSUER_UNAVAILABLE'
  | 'HANDLE_USED'
  | 'HANDLE_ENDED'
  | 'JOB_OVER'
  | 'LEASE_ENDED'
  | 'OUTCOME_UNKNOWN'
  | 'SCOPE_MISMATCH'
  | 'TOMBSTONES_FULL'
  | 'WEBHOOK_REFUSED'
  | 'RATE_LIMITED'
  | 'CONTROL_PLANE_UNAVAILABLE'
  | 'STORE_UNAVAILABLE'
  | 'AUDIT_UNAVAILABLE'
  | 'REQUEST_MALFORMED'
  | 'REQUEST_TOO_LARGE'
  | 'REQUEST_TOO_SLOW'
  | 'GRANT_TYPE_UNSUPPORTED'
  | 'CLIENT_AUTHENTICATION_REFUSED'
  | 'AUTHORIZATION_DETAILS_MALFORMED'
  | 'ROUTE_UNKNOWN'
  | 'INTERNAL'
>;

export type StsFailure = Extract<Failure, { readonly code: StsCode }>;

/** An OAuth error code. Source: RFC 6749 §5.2, RFC 8693 §2.2.2 (`invalid_target`), RFC 9396 §5 (`invalid_authorization_details`). */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_target'
  | 'invalid_authorization_details'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable'
  | 'server_error';

export interface StsError {
  readonly status: 400 | 401 | 404 | 408 | 413 | 429 | 500 | 503;
  readonly error: OAuthError;
  /** Seconds for `Retry-After`, where coming back later can help. */
  readonly retryAfter?: Seconds;
  /** What the caller is told instead of the failure's own description: dull outside, rich in the log. */
  readonly outside?: string;
}

const request = { status: 400, error: 'invalid_request' } as const;
const details = { status: 400, error: 'invalid_authorization_details' } as const;
const target = { status: 400, error: 'invalid_target' } as const;
const away = { status: 503, error: 'temporarily_unavailable', retryAfter: seconds(5) } as const;

/** The one table from failures to the wire: a code without a status doesn't compile. */
export const STS_ERRORS: Readonly<Record<StsCode, StsError>> = {
  VAULTS_EMPTY: details,
  VAULTS_TOO_MANY: details,
  VAULT_LINE_MALFORMED: details,
  VAULT_REPEATED: details,
  VAULT_UNKNOWN: details,
  VAULT_AMBIGUOUS: details,
  VAULT_BUILT_IN: details,
  VAULT_NOT_GRANTED: details,
  PERMISSION_NOT_GRANTED: details,
  LIFETIME_OUT_OF_RANGE: details,
  AUTHORIZATION_DETAILS_MALFORMED: details,
  SERVER_UNKNOWN: target,
  SERVER_AMBIGUOUS: target,
  SERVER_REQUIRED: target,
  POLICY_DENIED: request,
  CREDITS_EXHAUSTED: request,
  OPEN_LEASES_TOO_MANY: request,
  ID_TOKEN_MALFORMED: request,
  ID_TOKEN_ALGORITHM: request,
  ID_TOKEN_ISSUER_UNKNOWN: request,
  ID_TOKEN_KEY_UNKNOWN: request,
  ID_TOKEN_SIGNATURE_INVALID: request,
  ID_TOKEN_AUDIENCE: request,
  ID_TOKEN_EXPIRED: request,
  ID_TOKEN_NOT_YET_VALID: request,
  ID_TOKEN_TOO_OLD: request,
  ID_TOKEN_CLAIM_INVALID: request,
  ID_TOKEN_REPLAYED: request,
  HANDLE_USED: request,
  HANDLE_ENDED: request,
  JOB_OVER: request,
  REQUEST_MALFORMED: request,
  GRANT_TYPE_UNSUPPORTED: { status: 400, error: 'unsupported_grant_type' },
  CLIENT_AUTHENTICATION_REFUSED: { status: 401, error: 'invalid_client' },
  WEBHOOK_REFUSED: { status: 401, error: 'invalid_client', outside: 'the delivery was refused' },
  ROUTE_UNKNOWN: { status: 404, error: 'invalid_request' },
  REQUEST_TOO_SLOW: { status: 408, error: 'invalid_request' },
  REQUEST_TOO_LARGE: { status: 413, error: 'invalid_request' },
  RATE_LIMITED: { status: 429, error: 'temporarily_unavailable', retryAfter: seconds(60) },
  LEASE_ENDED: { ...away, retryAfter: seconds(1) },
  OUTCOME_UNKNOWN: { ...away, retryAfter: seconds(1) },
  SCOPE_MISMATCH: away,
  TOMBSTONES_FULL: { ...away, retryAfter: seconds(60) },
  ISSUER_UNAVAILABLE: { ...away, outside: "the issuer's keys can't be fetched at the moment" },
  CONTROL_PLANE_UNAVAILABLE: { ...away, outside: 'the 1Password account does not answer at the moment' },
  STORE_UNAVAILABLE: { ...away, outside: "the broker's database does not answer at the moment" },
  AUDIT_UNAVAILABLE: { ...away, outside: "the broker's audit trail can't be written at the moment" },
  INTERNAL: { status: 500, error: 'server_error' },
};

export const isStsFailure = (failure: Failure): failure is StsFailure =>
  Object.hasOwn(STS_ERRORS, failure.code);

export interface StsRefusal {
  readonly status: StsError['status'];
  readonly retryAfter: Seconds | null;
  readonly body: ErrorAnswer;
}

/** The answer to a refused request: the first failure decides status and error, each is told in words. */
export function formatStsRefusal(failures: NonEmpty<StsFailure>, eventId: string): StsRefusal {
  const [first] = failures;
  const entry = STS_ERRORS[first.code];
  const errors = failures.map((failure) => ({ code: failure.code, message: tellOutside(failure) }));
  const retryAfter = 'retryAfter' in first ? first.retryAfter : (entry.retryAfter ?? null);
  return {
    status: entry.status,
    retryAfter,
    body: {
      error: entry.error,
      error_description: toErrorDescription(errors.map(({ message }) => message).join('; ')),
      code: first.code,
      event_id: eventId,
      errors,
    },
  };
}

const tellOutside = (failure: StsFailure): string => STS_ERRORS[failure.code].outside ?? describe(failure);

/** A hundred mistakes are listed one by one in `errors`; nobody reads them as one line. */
const DESCRIPTION_MAX = 1_000;

/** `error_description` takes printable ASCII without `"` and `\` only (RFC 6749 §5.2); `errors` has the text as it is. */
function toErrorDescription(text: string): string {
  const cut = text.length > DESCRIPTION_MAX ? `${text.slice(0, DESCRIPTION_MAX)}...` : text;
  return cut.replaceAll('"', "'").replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/g, '?');
}
