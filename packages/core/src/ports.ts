import type { StandingCeiling } from './ceiling.ts';
import type { CreditPlan, Credits } from './credit.ts';
import type { Failure, FailureOf } from './error.ts';
import type { DomainEvent, EventClaims, EventStamp } from './event.ts';
import type { Job, RunAttempt } from './identity.ts';
import type { EndReason, Lease, LeaseGroup, Settlement } from './lease.ts';
import type { Result } from './result.ts';
import type { Scope, TokenVault } from './scope.ts';
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

/** Chance is a port, so that a history can be replayed. Nothing secret is made of it. */
export interface Random {
  /** From 0 up to, and without, 1. */
  fraction(): number;
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
    /** Every active token, of all servers; revoked ones may be among them, which are many more where the years are. */
    list(): Promise<Result<readonly Token[], CallFailure>>;
    /** `absent` is as good as `deleted`: the token doesn't serve any more. */
    delete(id: string): Promise<Result<'deleted' | 'absent', CallFailure>>;
  };
}

export interface Capabilities extends Settlement {
  readonly vaultTypesKnown: boolean;
  /** How many revocations it may be asked for in a second: a drain after an outage is paced by it (F19). `null`: as many as come. */
  readonly revocationsPerSecond: number | null;
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
   * (`ID_TOKEN_REPLAYED`), job (`JOB_OVER`), open leases (`OPEN_LEASES_TOO_MANY`), credits of the account and of each ceiling
   * (`CREDITS_EXHAUSTED`). A refusal changes nothing: the ID token isn't used up.
   */
  intend(intent: LeaseIntent, stamp: EventStamp): Promise<Result<Lease, IntentRefusal>>;

  /**
   * What `intend` would answer, by the same rules, and no lease. Where it would be admitted, its ID token is used up: it serves once,
   * whatever for. A refusal changes nothing here either.
   */
  rehearse(intent: LeaseIntent, stamp: EventStamp): Promise<Result<true, IntentRefusal>>;

  /**
   * Uses up an ID token that serves for something else than a mint; `undefined` where nobody did before. `for-end`: an end begins with
   * it, and finds room where nothing else does (F15).
   */
  useIdToken(
    idToken: LeaseIntent['idToken'],
    stamp: EventStamp,
    purpose?: 'for-end',
  ): Promise<FailureOf<'ID_TOKEN_REPLAYED'> | undefined>;

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

  /**
   * The same for every open lease of a group, `limit` at a time: fewer in the answer mean that none is left. `over`: the job or the
   * run attempt can't come back, so it is remembered until then, in the same transaction, and a later mint of it is refused (F24).
   * Each lease has an audit record of its own; `note` is what a person said, and goes into it.
   */
  endAll(which: LeaseGroup, how: GroupEnd, newStamp: () => EventStamp): Promise<readonly Lease[]>;

  /** revoking → revoked: the token is provably gone. */
  settle(leaseId: string, stamp: EventStamp): Promise<boolean>;

  /** A try that didn't end it: when the next one is. `false`: somebody else has claimed it since, or it is over. */
  postpone(lease: Pick<Lease, 'id' | 'epoch'>, retry: Retry, stamp: EventStamp): Promise<boolean>;

  find(which: LeaseSelector): Promise<Lease | undefined>;

  /**
   * Takes leases that have to be looked at, oldest due first: revoking, active past their expiry, intent past their send deadline;
   * none that another replica has taken. Nobody else gets them before `until`: then its taker must have died (SKIP LOCKED, epochs).
   */
  claim(now: Instant, limit: number, until: Instant): Promise<readonly Lease[]>;

  /** When the next lease falls due; `null` where none ever does. */
  nextDueAt(): Promise<Instant | null>;

  /** Which of these token names no open lease explains. At most 500 at a time. */
  unexplained(tokenNames: readonly string[]): Promise<readonly string[]>;

  /** A lease, born revoking, for a token of ours that no open lease explains; `null` where one does by now. */
  adopt(orphan: Orphan, stamp: EventStamp): Promise<Lease | null>;

  /** Run attempts with an open lease that was made before an instant: whose jobs may be over. At most `limit`, oldest first. */
  openRuns(before: Instant, limit: number): Promise<readonly RunAttempt[]>;

  /** Leases that can be ended, of repositories of one issuer, in the order of their ids. */
  openLeases(page: OpenLeasesPage): Promise<readonly Lease[]>;

  /** What open leases hold. */
  heldCredits(): Promise<Credits>;

  /** For metrics and readiness: by an index, whatever the number of leases. */
  census(now: Instant): Promise<LeaseCensus>;

  /**
   * Forgets tombstones, used ID tokens and jobs that can't matter any more, and leases that are revoked or failed and expired
   * longer than `leaseKeep` ago (I5). Audit records stay.
   */
  forget(now: Instant, leaseKeep: Seconds): Promise<void>;
}

export interface GroupEnd {
  readonly reason: EndReason;
  readonly limit: number;
  /** Until when a mint of the same job or run attempt is refused; `null` for groups that may go on. */
  readonly over: Instant | null;
  readonly note: string | null;
}

export interface OpenLeasesPage {
  readonly issuer: string;
  readonly repositoryIds: readonly string[];
  /** Only those after the one of this id. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Retry {
  readonly attempts: number;
  readonly nextTryAt: Instant;
  readonly absentAt: Instant | null;
  /** Set once, and told once: the postponement that sets it has an audit record. */
  readonly stuckAt: Instant | null;
}

/** A token at the control plane with our prefix and no open lease. */
export interface Orphan {
  readonly leaseId: string;
  readonly tokenId: string;
  readonly tokenName: string;
  readonly serverId: string;
  readonly vaults: readonly TokenVault[];
  readonly expiresAt: Instant | null;
}

export interface LeaseCensus {
  readonly states: Readonly<Record<'intent' | 'active' | 'revoking', number>>;
  /** Of those that are revoking. */
  readonly stuck: number;
  /** Past the instant at which somebody should have looked at them. */
  readonly overdue: number;
  readonly oldestDueAt: Instant | null;
  readonly held: Credits;
}

export interface LeaseIntent {
  readonly lease: Pick<
    Lease,
    'id' | 'tokenName' | 'key' | 'serverId' | 'vaults' | 'createdAt' | 'expiresAt' | 'sendDeadline'
  > & { readonly job: Job; readonly rule: string; readonly policyHash: string };
  /** `keepUntil`: until when the ID token could still be accepted. */
  readonly idToken: { readonly issuer: string; readonly tokenId: string; readonly keepUntil: Instant };
  /** `standing`: usage of tokens that are no lease's; what leases hold is counted inside the transaction. */
  readonly admission: {
    readonly plan: CreditPlan;
    readonly standing: Credits;
    /** Beside the account's: each of those that concern this lease. */
    readonly ceilings: readonly StandingCeiling[];
  };
  readonly claims: EventClaims;
}

export type IntentRefusal = FailureOf<
  | 'AUDIT_UNAVAILABLE'
  | 'HANDLE_ENDED'
  | 'HANDLE_USED'
  | 'ID_TOKEN_REPLAYED'
  | 'JOB_OVER'
  | 'OPEN_LEASES_TOO_MANY'
  | 'CREDITS_EXHAUSTED'
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
