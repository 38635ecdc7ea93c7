import type { Access } from './access.ts';
import type { CreditHolder } from './ceiling.ts';
import type { CredentialRight } from './credential.ts';
import type { NamedThing } from './name.ts';
import type { RuleReason } from './policy.ts';
import type { Instant, Seconds } from './time.ts';

/**
 * Every failure there is, with its evidence. Codes are part of the interface: never renamed within a major version, each
 * with a paragraph in docs/errors.md. Evidence is rich, for logs and events; what a caller is told is decided where it answers.
 */
interface Evidence {
  // What was asked for.
  VAULTS_EMPTY: object;
  VAULTS_TOO_MANY: { readonly given: number; readonly limit: number };
  VAULT_LINE_MALFORMED: { readonly line: number; readonly text: string; readonly suggestion: string | null };
  VAULT_REPEATED: { readonly vault: string; readonly line: number; readonly firstLine: number };
  VAULT_UNKNOWN: { readonly vault: string; readonly nearest: string | null };
  VAULT_AMBIGUOUS: { readonly vault: string; readonly ids: readonly string[] };
  VAULT_BUILT_IN: { readonly vault: string; readonly id: string; readonly type: string | null };
  VAULT_NOT_GRANTED: { readonly vault: string; readonly server: string };
  PERMISSION_NOT_GRANTED: {
    readonly vault: string;
    readonly server: string;
    readonly asked: Access;
    readonly granted: Access;
  };
  SERVER_UNKNOWN: { readonly server: string; readonly nearest: string | null };
  SERVER_AMBIGUOUS: { readonly server: string; readonly ids: readonly string[] };
  /** No server was named, and the rules grant several, or none that exists. */
  SERVER_REQUIRED: { readonly servers: readonly string[] };
  DURATION_MALFORMED: { readonly text: string };
  LIFETIME_OUT_OF_RANGE: { readonly given: Seconds; readonly min: Seconds; readonly max: Seconds };

  // Managing the account.
  NAME_INVALID: { readonly thing: NamedThing; readonly name: string; readonly problem: string };
  TOKEN_AMBIGUOUS: { readonly token: string; readonly ids: readonly string[] };
  GROUP_UNKNOWN: { readonly group: string; readonly nearest: string | null };
  GROUP_AMBIGUOUS: { readonly group: string; readonly ids: readonly string[] };
  PERSON_UNKNOWN: { readonly person: string; readonly nearest: string | null };
  PERSON_AMBIGUOUS: { readonly person: string; readonly ids: readonly string[] };
  /** A server with `vaults: fixed` takes back only vaults that it began with. */
  VAULTS_FIXED: { readonly server: string; readonly vault: string };
  /** The last Owner would be gone, and with it whoever may change everything. */
  OWNERS_EMPTY: { readonly group: string };
  /** `server` is `null` for what belongs to no server. */
  NOT_A_MANAGER: { readonly server: string | null };
  LEASE_UNKNOWN: { readonly lease: string };
  /** What a person says of why they end a lease. */
  END_NOTE_INVALID: { readonly problem: string };
  CREDENTIALS_FILE_EXISTS: { readonly path: string };
  FILE_UNWRITABLE: { readonly path: string; readonly cause: string };
  /** Nobody is there to ask, and `--yes` wasn't given. */
  CONFIRMATION_NEEDED: { readonly action: string };
  /** What an account file says of a thing can't be brought about: by nothing that a manager may do, or not without a doubt. */
  CHANGE_IMPOSSIBLE: {
    readonly thing: NamedThing | 'person';
    readonly name: string;
    readonly problem: string;
  };
  /** `vault` is `null` where all of them were looked at. */
  ITEM_UNKNOWN: { readonly item: string; readonly vault: string | null };
  ITEM_AMBIGUOUS: { readonly item: string; readonly ids: readonly string[] };
  /** `path` is the place within the item, such as `fields[2].label`; empty for the whole of it. No value of a field is in it. */
  ITEM_INVALID: { readonly item: string; readonly path: string; readonly problem: string };
  /** `reference` is `null` for a text that doesn't begin with `op://`: it may be the secret itself. */
  SECRET_REFERENCE_MALFORMED: {
    readonly reference: string | null;
    readonly problem: string;
    /** Where it stands, if in a variable. */
    readonly variable?: string;
  };
  /** The command line itself: a slip that people make, with what to write instead. */
  USAGE_INVALID: { readonly problem: string; readonly instead: string | null };

  // What was decided.
  POLICY_DENIED: { readonly reasons: readonly RuleReason[] };
  CREDITS_EXHAUSTED: {
    /** Whose ceiling it is. */
    readonly holder: CreditHolder;
    readonly limit: number;
    readonly used: number;
    readonly needed: number;
    /** Until leases expire that would make room; `null` where no expiry does. */
    readonly retryAfter: Seconds | null;
  };
  OPEN_LEASES_TOO_MANY: {
    readonly holder: 'job' | 'run attempt';
    readonly open: number;
    readonly limit: number;
  };

  // Who is asking.
  ID_TOKEN_MALFORMED: { readonly problem: string };
  ID_TOKEN_ALGORITHM: { readonly algorithm: string; readonly allowed: readonly string[] };
  ID_TOKEN_ISSUER_UNKNOWN: { readonly issuer: string };
  ID_TOKEN_KEY_UNKNOWN: { readonly issuer: string; readonly kid: string };
  ID_TOKEN_SIGNATURE_INVALID: { readonly issuer: string };
  ID_TOKEN_AUDIENCE: { readonly seen: string; readonly expected: string };
  ID_TOKEN_EXPIRED: { readonly expiredAt: Instant; readonly now: Instant };
  ID_TOKEN_NOT_YET_VALID: { readonly validFrom: Instant; readonly now: Instant };
  ID_TOKEN_TOO_OLD: { readonly age: Seconds; readonly max: Seconds };
  ID_TOKEN_CLAIM_INVALID: { readonly claim: string; readonly problem: string };
  /** `leaseId`: the lease that its first use got, or the id of the event where that was no mint. For the alarm, never for the caller (T20). */
  ID_TOKEN_REPLAYED: { readonly leaseId: string };
  ISSUER_UNAVAILABLE: { readonly issuer: string; readonly cause: string };

  // The lease protocol.
  HANDLE_USED: { readonly leaseId: string };
  HANDLE_ENDED: object;
  /** GitHub has said that the job, or its run attempt, is over. */
  JOB_OVER: object;
  LEASE_ENDED: { readonly leaseId: string };
  OUTCOME_UNKNOWN: { readonly leaseId: string; readonly cause: string };
  SCOPE_MISMATCH: { readonly leaseId: string };
  TOMBSTONES_FULL: { readonly limit: number; readonly retryAfter: Seconds };
  RATE_LIMITED: { readonly limit: string; readonly retryAfter: Seconds };
  TOKEN_UNKNOWN: { readonly token: string };
  /** A change was asked for, and the account didn't say whether it made it. */
  EFFECT_UNKNOWN: object;
  CONTROL_PLANE_UNAVAILABLE: { readonly cause: string };
  STORE_UNAVAILABLE: { readonly cause: string };
  /** The second place of the audit trail takes nothing: nothing is granted until it does (F37). */
  AUDIT_UNAVAILABLE: { readonly cause: string };
  /** The trail isn't as it was sealed, or not the one whose head was kept. */
  AUDIT_DAMAGED: { readonly problem: string };

  // GitHub, beside its ID tokens.
  /** A delivery that no secret signed. The problem is for the log. */
  WEBHOOK_REFUSED: { readonly problem: string };
  /** Whether a run is over can't be asked. Nothing ends by that. */
  GITHUB_UNAVAILABLE: { readonly issuer: string; readonly cause: string };

  // The request to the broker.
  REQUEST_MALFORMED: { readonly problem: string };
  REQUEST_TOO_LARGE: { readonly limitBytes: number };
  REQUEST_TOO_SLOW: object;
  GRANT_TYPE_UNSUPPORTED: { readonly given: string; readonly allowed: string };
  CLIENT_AUTHENTICATION_REFUSED: { readonly given: string };
  AUTHORIZATION_DETAILS_MALFORMED: { readonly problem: string };
  ROUTE_UNKNOWN: { readonly method: string; readonly path: string };
  /** A broken invariant of ours, caught at the top. The log has the rest under the event's id. */
  INTERNAL: object;

  // The action and other clients.
  INPUT_MISSING: { readonly input: string; readonly example: string };
  INPUT_INVALID: { readonly input: string; readonly given: string; readonly allowed: string };
  /** An input that is taken for no value at all, or not beside another. */
  INPUT_REFUSED: { readonly input: string; readonly reason: string };
  /** A variable of the job that is set already, and not by this step. */
  VARIABLE_TAKEN: { readonly variable: string };
  COMMAND_UNSTARTED: { readonly command: string; readonly cause: string };
  /** A signal, or else an exit code that isn't 0. */
  COMMAND_FAILED: { readonly exitCode: number; readonly signal: string | null };
  OIDC_PERMISSION_MISSING: object;
  OIDC_REQUEST_FAILED: { readonly cause: string; readonly attempts: number };
  URL_INSECURE: { readonly url: string; readonly name: string };
  BROKER_UNREACHABLE: { readonly url: string; readonly cause: string; readonly attempts: number };
  BROKER_ANSWER_INVALID: { readonly url: string; readonly cause: string; readonly attempts: number };
  /** The broker's own refusal, with what it said of itself. */
  BROKER_REFUSED: {
    readonly url: string;
    readonly status: number;
    readonly refusal: string;
    readonly messages: readonly string[];
    readonly eventId: string | null;
  };

  // Secrets that a job loads over the Connect API. `reference` is as it was written; no value of a field is in any of these.
  SECRET_UNKNOWN: {
    readonly variable: string;
    readonly reference: string;
    readonly noun: SecretNoun;
    readonly text: string;
    readonly where: string;
    readonly nearest: string | null;
  };
  SECRET_AMBIGUOUS: {
    readonly variable: string;
    readonly reference: string;
    readonly noun: SecretNoun;
    readonly text: string;
    readonly ids: readonly string[];
  };
  /** It is there, and can't be what was asked for. */
  SECRET_UNUSABLE: { readonly variable: string; readonly reference: string; readonly problem: string };
  SECRETS_TOO_MANY: { readonly given: number; readonly limit: number };
  /** All of them together, with the names that they are handed on by. */
  SECRETS_TOO_LARGE: { readonly givenBytes: number; readonly limitBytes: number };
  /** A variable with a credential that outlives the job stands in a step that needs none. */
  CREDENTIAL_LEFT_OVER: { readonly variable: string };
  CONNECT_UNREACHABLE: { readonly url: string; readonly cause: string; readonly attempts: number };
  CONNECT_ANSWER_INVALID: { readonly url: string; readonly cause: string; readonly attempts: number };
  CONNECT_REFUSED: { readonly url: string; readonly status: number; readonly message: string };

  // The management API.
  CREDENTIAL_INVALID: { readonly problem: string };
  CREDENTIAL_EXPIRED: { readonly expiredAt: Instant; readonly now: Instant };
  /** `owner` is what no credential has: only whoever holds the data directory may do it. */
  CREDENTIAL_RIGHT_MISSING: { readonly right: CredentialRight | 'owner' };
  /** Somebody changed it since it was read: `If-Match` names a state that it isn't in. */
  PRECONDITION_FAILED: object;

  // Files and directories of an operator.
  FILE_UNREADABLE: { readonly path: string; readonly cause: string };
  FILE_MALFORMED: {
    readonly path: string;
    /** Counted from 1. */
    readonly line: number;
    readonly column: number;
    readonly problem: string;
  };
  SCHEMA_NEWER: { readonly path: string; readonly found: number; readonly supported: number };
  DATA_DIRECTORY_OWNED: { readonly path: string; readonly pid: number | null };
  DATA_DIRECTORY_UNUSABLE: { readonly path: string; readonly cause: string };
  /** `database`: where it is, without the password. */
  DATABASE_UNUSABLE: { readonly database: string; readonly cause: string };
  SEALING_KEY_INVALID: { readonly source: string; readonly problem: string };
  SEALING_KEY_WRONG: { readonly path: string };
  LISTEN_FAILED: { readonly address: string; readonly cause: string };
  /** A server that the policy grants has no usable Connect URL in the configuration. */
  CONNECT_URL_INVALID: { readonly server: string; readonly problem: string };
}

/** What of a secret reference is looked up by name or id. */
export type SecretNoun = 'vault' | 'item' | 'section' | 'field';

export type FailureCode = keyof Evidence;

export type FailureOf<C extends FailureCode> = { [K in C]: { readonly code: K } & Evidence[K] }[C];

export type Failure = FailureOf<FailureCode>;

/** What can be wrong with a scope as written, before any name in it is looked up. */
export type ScopeFailure = FailureOf<
  'VAULTS_EMPTY' | 'VAULTS_TOO_MANY' | 'VAULT_LINE_MALFORMED' | 'VAULT_REPEATED'
>;
