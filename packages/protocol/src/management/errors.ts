import { type Failure, type FailureCode, type Seconds, seconds } from '@connect-token/core';

/** Failures that the management API can answer with. */
export type ManagementCode = Extract<
  FailureCode,
  | 'VAULTS_EMPTY'
  | 'VAULTS_TOO_MANY'
  | 'VAULT_REPEATED'
  | 'VAULT_UNKNOWN'
  | 'VAULT_BUILT_IN'
  | 'VAULT_NOT_GRANTED'
  | 'PERMISSION_NOT_GRANTED'
  | 'SERVER_UNKNOWN'
  | 'LIFETIME_OUT_OF_RANGE'
  | 'NAME_INVALID'
  | 'TOKEN_UNKNOWN'
  | 'GROUP_UNKNOWN'
  | 'LEASE_UNKNOWN'
  | 'END_NOTE_INVALID'
  | 'PERSON_UNKNOWN'
  | 'VAULTS_FIXED'
  | 'OWNERS_EMPTY'
  | 'NOT_A_MANAGER'
  | 'CREDITS_EXHAUSTED'
  | 'CREDENTIAL_INVALID'
  | 'CREDENTIAL_EXPIRED'
  | 'CREDENTIAL_RIGHT_MISSING'
  | 'PRECONDITION_FAILED'
  | 'RATE_LIMITED'
  | 'CONTROL_PLANE_UNAVAILABLE'
  | 'STORE_UNAVAILABLE'
  | 'REQUEST_MALFORMED'
  | 'REQUEST_TOO_LARGE'
  | 'REQUEST_TOO_SLOW'
  | 'ROUTE_UNKNOWN'
  | 'INTERNAL'
>;

export type ManagementFailure = Extract<Failure, { readonly code: ManagementCode }>;

export type ManagementStatus = 400 | 401 | 403 | 404 | 408 | 409 | 412 | 413 | 422 | 429 | 500 | 503;

/** The one table from failures to statuses: a code without one doesn't compile. */
export const MANAGEMENT_STATUS: Readonly<Record<ManagementCode, ManagementStatus>> = {
  REQUEST_MALFORMED: 400,
  CREDENTIAL_INVALID: 401,
  CREDENTIAL_EXPIRED: 401,
  CREDENTIAL_RIGHT_MISSING: 403,
  NOT_A_MANAGER: 403,
  ROUTE_UNKNOWN: 404,
  SERVER_UNKNOWN: 404,
  VAULT_UNKNOWN: 404,
  TOKEN_UNKNOWN: 404,
  GROUP_UNKNOWN: 404,
  LEASE_UNKNOWN: 404,
  PERSON_UNKNOWN: 404,
  REQUEST_TOO_SLOW: 408,
  VAULT_NOT_GRANTED: 409,
  PERMISSION_NOT_GRANTED: 409,
  VAULTS_FIXED: 409,
  OWNERS_EMPTY: 409,
  CREDITS_EXHAUSTED: 409,
  PRECONDITION_FAILED: 412,
  REQUEST_TOO_LARGE: 413,
  NAME_INVALID: 422,
  END_NOTE_INVALID: 422,
  VAULTS_EMPTY: 422,
  VAULTS_TOO_MANY: 422,
  VAULT_REPEATED: 422,
  VAULT_BUILT_IN: 422,
  LIFETIME_OUT_OF_RANGE: 422,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  CONTROL_PLANE_UNAVAILABLE: 503,
  STORE_UNAVAILABLE: 503,
};

/** Seconds for `Retry-After`, where coming back later can help. */
export const retryAfterOf = (failure: ManagementFailure): Seconds | null => {
  if ('retryAfter' in failure) return failure.retryAfter;
  return MANAGEMENT_STATUS[failure.code] === 503 ? seconds(5) : null;
};

export const isManagementFailure = (failure: Failure): failure is ManagementFailure =>
  Object.hasOwn(MANAGEMENT_STATUS, failure.code);

export const isManagementCode = (code: string): code is ManagementCode =>
  Object.hasOwn(MANAGEMENT_STATUS, code);

/** The log says why; whoever calls can't do anything about it, and the words are another program's. */
const INSIDE = "the broker's log says why";

/** What of a failure is told outside. */
export const outside = (failure: ManagementFailure): ManagementFailure =>
  'cause' in failure ? { ...failure, cause: INSIDE } : failure;
