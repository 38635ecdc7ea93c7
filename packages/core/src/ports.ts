import type { CreditPlan, Credits } from './credit.ts';
import type { Failure, FailureOf } from './error.ts';
import type { DomainEvent, EventClaims, EventStamp } from './event.ts';
import type { DueMark, EndReason, Lease, Settlement } from './lease.ts';
import type { Result } from './result.ts';
import type { Scope } from './scope.ts';
import type { Secret } from './secret.ts';
import type { Server } from './server.ts';
import type { Instant, Seconds } from './time.ts';
import type { Token } from './token.ts';
import type { Vault } from './vault.ts';

export interface Clock {
  now(): Instant;
}

/** Timers are a port as well, so that tests own time. */
export interface Timer {
  /** Calls `work` once after `span`; the answer cancels it. A pending timer doesn't keep the process alive. */
  after(span: Seconds, work: () => void): () => void;
}

export interface IdGenerator {
  /** A ULID: 26 characters of Crockford's base 32, sortable by time. */
  ulid(): string;
}

export interface EventSink {
  emit(event: DomainEvent): void;
}

/**
 * The account's side of Connect: `op connect`, noun for noun. Implementations: the embedded account; the real `op`; a remote
 * broker. What an implementation can't know it declares here; nobody sniffs.
 */
export interface ControlPlane {
  readonly capabilities: Capabilities;
  readonly vaults: { list(): Promise<Result<readonly Vault[], CallFailure>> };
  readonly servers: { list(): Promise<Result<readonly Server[], CallFailure>> };
  readonly tokens: {
    /** Makes the token at most once. The scope's vaults must be granted to the server at that moment. */
    create(order: TokenOrder): Promise<Result<IssuedToken, CallFailure>>;
    /** Active and revoked tokens, of all servers. */
    list(): Promise<Result<readonly Token[], CallFailure>>;
    /** `absent` is as good as `deleted`: the token doesn't serve any more. */
    delete(id: string): Promise<Result<'deleted' | 'absent', CallFailure>>;
  };
}

export interface Capabilities extends Settlement {
  readonly vaultTypesKnown: boolean;
}

export interface TokenOrder {
  readonly name: string;
  readonly serverId: string;
  readonly scope: Scope;
  readonly expiresAt: Instant | null;
}

export interface IssuedToken {
  readonly token: Token;
  readonly secret: Secret<string>;
}

/** `effect`: whether the call provably did nothing. Only then may it be made again, or a lease be called failed. */
export interface CallFailure {
  readonly effect: 'none' | 'unknown';
  readonly failure: Failure;
}

/**
 * The durable memory of leases. Each method is one transaction that is on disk when its promise settles, and writes the audit
 * record of the change it makes. A store that can't be written rejects with `StoreUnavailable`; nothing was changed then.
 */
export interface LeaseStore {
  /** 8 characters of `[a-z0-9]`, random, made with the store: what token names of this store begin with. */
  readonly instance: string;

  /**
   * Admits and writes the intent, in this order: tombstone (`HANDLE_ENDED`), key (`HANDLE_USED`), ID token
   * (`ID_TOKEN_REPLAYED`), open leases (`OPEN_LEASES_TOO_MANY`), credits (`CREDITS_EXHAUSTED`). A refusal changes nothing: the
   * ID token isn't used up.
   */
  intend(intent: LeaseIntent, stamp: EventStamp): Promise<Result<Lease, IntentRefusal>>;

  /** intent → active. `false`: the lease was ended meanwhile, and its token has to go. */
  activate(
    leaseId: string,
    token: { readonly id: string; readonly sha256: string },
    stamp: EventStamp,
  ): Promise<boolean>;

  /** Provably nothing was created: intent → failed, or, where somebody ended it meanwhile, revoking → revoked. */
  abandon(leaseId: string, stamp: EventStamp): Promise<boolean>;

  /**
   * intent or active → revoking. Any order, any number of times: the second end finds the lease ended. An unknown *key* is
   * remembered as a tombstone where `tombstone` allows it, in the same transaction as the look-up.
   */
  end(
    which: LeaseSelector,
    reason: EndReason,
    tombstone: TombstoneRule,
    stamp: EventStamp,
  ): Promise<EndOutcome>;

  /** revoking → revoked: the token is provably gone. */
  settle(leaseId: string, stamp: EventStamp): Promise<boolean>;

  find(leaseId: string): Promise<Lease | undefined>;

  /**
   * Leases that a pass has to look at: revoking, active past their expiry, intent past their send deadline; oldest due first,
   * those of the same instant by id. `after`: only those behind that mark, so that leases which can't be ended hide no others.
   */
  due(now: Instant, limit: number, after: DueMark | null): Promise<readonly Lease[]>;

  /** What open leases hold. */
  heldCredits(): Promise<Credits>;

  /** Forgets tombstones and used ID tokens that can't matter any more. */
  forget(now: Instant): Promise<void>;
}

export interface LeaseIntent {
  readonly lease: Omit<Lease, 'state' | 'tokenId' | 'endReason' | 'endedAt'>;
  /** `keepUntil`: until when the ID token could still be accepted. */
  readonly idToken: { readonly issuer: string; readonly tokenId: string; readonly keepUntil: Instant };
  /** `standing`: usage of tokens that are no lease's; what leases hold is counted inside the transaction. */
  readonly admission: { readonly plan: CreditPlan; readonly standing: Credits };
  readonly claims: EventClaims;
}

export type IntentRefusal = FailureOf<
  'HANDLE_ENDED' | 'HANDLE_USED' | 'ID_TOKEN_REPLAYED' | 'OPEN_LEASES_TOO_MANY' | 'CREDITS_EXHAUSTED'
>;

export type LeaseSelector =
  | { readonly by: 'key'; readonly key: string }
  | { readonly by: 'token'; readonly sha256: string }
  | { readonly by: 'id'; readonly leaseId: string };

/** Tombstones are capped, and never dropped before their time: past the cap an unknown key is answered `full`. */
export type TombstoneRule =
  | { readonly kind: 'never' }
  | { readonly kind: 'write'; readonly keepUntil: Instant; readonly max: number };

export type EndOutcome =
  | { readonly kind: 'ended'; readonly lease: Lease }
  /** Ended before, by whatever way. */
  | { readonly kind: 'already'; readonly lease: Lease }
  | { readonly kind: 'buried' }
  | { readonly kind: 'full' }
  | { readonly kind: 'unknown' };
