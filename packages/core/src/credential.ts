import type { FailureOf } from './error.ts';
import { refuseName } from './name.ts';
import type { CallFailure } from './ports.ts';
import type { NonEmpty, Result } from './result.ts';
import type { Secret } from './secret.ts';
import { type Instant, plus, type Seconds, seconds } from './time.ts';

/**
 * What a management credential may do. `tokens:create` is apart from the rest and never implied: whoever may make standing tokens
 * can read every secret that its servers are granted (T49).
 */
export const CREDENTIAL_RIGHTS = ['read', 'manage', 'tokens:create'] as const;

export type CredentialRight = (typeof CREDENTIAL_RIGHTS)[number];

/** What its holder calls the management API with; never the secret itself. It can do what its person may, and no more than its rights. */
export interface Credential {
  /** A ULID. */
  readonly id: string;
  /** What people tell it apart by; not unique. */
  readonly name: string;
  readonly personId: string;
  readonly rights: NonEmpty<CredentialRight>;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

export interface CredentialOrder {
  readonly name: string;
  readonly personId: string;
  readonly rights: NonEmpty<CredentialRight>;
  /** `undefined`: `CREDENTIAL_LIFETIME_DEFAULT`. */
  readonly lifetime: Seconds | undefined;
}

export interface IssuedCredential {
  readonly credential: Credential;
  /** Shown once: only its SHA-256 is kept. */
  readonly secret: Secret<string>;
}

export const CREDENTIAL_LIFETIME_MIN = seconds(60);
export const CREDENTIAL_LIFETIME_MAX = seconds(365 * 86_400);
export const CREDENTIAL_LIFETIME_DEFAULT = seconds(90 * 86_400);

type OrderRefusal = FailureOf<'NAME_INVALID' | 'LIFETIME_OUT_OF_RANGE'>;

/** Why a credential can't be made, or `undefined` where it can. Both bounds of the lifetime are allowed. */
export function refuseCredentialOrder({ name, lifetime }: CredentialOrder): OrderRefusal | undefined {
  const given = lifetime ?? CREDENTIAL_LIFETIME_DEFAULT;
  if (given < CREDENTIAL_LIFETIME_MIN || given > CREDENTIAL_LIFETIME_MAX)
    return {
      code: 'LIFETIME_OUT_OF_RANGE',
      given,
      min: CREDENTIAL_LIFETIME_MIN,
      max: CREDENTIAL_LIFETIME_MAX,
    };
  return refuseName('credential', name);
}

/** The credential of an order that wasn't refused; each right once, in the order of `CREDENTIAL_RIGHTS`. */
export function planCredential(order: CredentialOrder, id: string, now: Instant): Credential {
  const { name, personId, rights, lifetime } = order;
  const [first, ...more] = CREDENTIAL_RIGHTS.filter((right) => rights.includes(right));
  if (first === undefined) throw new Error('invariant: an order has at least one right');
  return {
    id,
    name,
    personId,
    rights: [first, ...more],
    createdAt: now,
    expiresAt: plus(now, lifetime ?? CREDENTIAL_LIFETIME_DEFAULT),
    revokedAt: null,
  };
}

/** Why a credential doesn't serve at an instant, or `undefined` where it does: from its expiry on it doesn't. */
export function refuseCredential(
  found: Credential | undefined,
  at: Instant,
): FailureOf<'CREDENTIAL_INVALID' | 'CREDENTIAL_EXPIRED'> | undefined {
  if (found === undefined) return { code: 'CREDENTIAL_INVALID', problem: 'is unknown' };
  if (found.revokedAt !== null) return { code: 'CREDENTIAL_INVALID', problem: 'was revoked' };
  return at < found.expiresAt
    ? undefined
    : { code: 'CREDENTIAL_EXPIRED', expiredAt: found.expiresAt, now: at };
}

/** Why something can't be done with these rights, or `undefined` where it can. Who may manage may read as well. */
export function refuseRight(
  rights: readonly CredentialRight[],
  needed: CredentialRight,
): FailureOf<'CREDENTIAL_RIGHT_MISSING'> | undefined {
  const implied = needed === 'read' && rights.includes('manage');
  return implied || rights.includes(needed) ? undefined : { code: 'CREDENTIAL_RIGHT_MISSING', right: needed };
}

/**
 * The durable memory of management credentials, by the SHA-256 of their secrets in lower-case hex. Each method is one transaction,
 * on disk when its promise settles; it rejects with `StoreUnavailable` where the store can't be read or written.
 */
export interface CredentialStore {
  insert(credential: Credential, sha256: string): Promise<void>;
  find(sha256: string): Promise<Credential | undefined>;
  /** Newest first; expired and revoked ones as well. */
  list(): Promise<readonly Credential[]>;
  /** `absent`: there is none, or it was revoked before. */
  revoke(id: string, at: Instant): Promise<'revoked' | 'absent'>;
}

type Answer<T> = Promise<Result<T, CallFailure>>;

/** Management credentials as the account's owner sees them. Implementations: over the store, and over a running broker's socket. */
export interface Credentials {
  /** Fails with `NAME_INVALID`, `LIFETIME_OUT_OF_RANGE` or `PERSON_UNKNOWN`. */
  create(order: CredentialOrder): Answer<IssuedCredential>;
  /** Newest first; expired and revoked ones as well. */
  list(): Answer<readonly Credential[]>;
  revoke(id: string): Answer<'revoked' | 'absent'>;
}
