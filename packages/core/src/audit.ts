import type { EventStamp } from './event.ts';
import type { Actor } from './group.ts';
import type { Instant } from './time.ts';

/** `adopted`: a lease was born revoking, for a token of ours that no lease explained. `stuck`: the tries go on, and somebody should look. */
export const LEASE_EVENT_KINDS = [
  'lease.intent',
  'lease.adopted',
  'lease.active',
  'lease.revoking',
  'lease.stuck',
  'lease.revoked',
  'lease.failed',
] as const;

export type LeaseEventKind = (typeof LEASE_EVENT_KINDS)[number];

export const ACCOUNT_EVENT_KINDS = [
  'server.create',
  'server.rename',
  'server.delete',
  'vault.create',
  'vault.rename',
  'vault.grant',
  'vault.revoke',
  'token.create',
  'token.rename',
  'token.delete',
  'group.create',
  'group.member.add',
  'group.member.remove',
  'manager.grant',
  'manager.revoke',
  'credits.plan',
  'lease.end',
  'credential.create',
  'credential.revoke',
  'item.create',
  'item.update',
  'item.delete',
  'item.import',
  'account.export',
  'account.rekey',
  'policy.change',
] as const;

export type AccountEventKind = (typeof ACCOUNT_EVENT_KINDS)[number];

export const AUDIT_EVENT_KINDS = [...LEASE_EVENT_KINDS, ...ACCOUNT_EVENT_KINDS] as const;

export type AuditKind = (typeof AUDIT_EVENT_KINDS)[number];

/** What an event can be about. */
export const SUBJECT_NOUNS = [
  'lease',
  'token',
  'server',
  'vault',
  'group',
  'person',
  'credential',
  'run',
  'repository',
] as const;

export type SubjectNoun = (typeof SUBJECT_NOUNS)[number];

/** Ids by noun. A run and a repository are the issuer's ids: names move. */
export type AuditSubject = { readonly [N in SubjectNoun]?: string };

/** As JSON has it. */
export type DetailValue =
  | string
  | number
  | boolean
  | null
  | readonly DetailValue[]
  | { readonly [member: string]: DetailValue };

/** What an auditor asks for later: the claims, the rule, the scope, the expiry, the reason of an end. Never a secret. */
export type AuditDetail = { readonly [member: string]: DetailValue };

/** One change of state: written in the transaction of the change, or the change isn't made (T40). */
export interface AuditEvent extends EventStamp {
  readonly kind: AuditKind;
  /** `null`: the broker, on a job's behalf or on its own. */
  readonly actor: Actor | null;
  readonly subject: AuditSubject;
  readonly detail: AuditDetail;
}

/** A manager's change of the account. */
export interface AccountEvent extends AuditEvent {
  readonly kind: AccountEventKind;
  readonly actor: Actor;
}

/** Newest first. */
export interface AuditPage {
  /** At most 1,000. */
  readonly limit: number;
  /** Only events before this id. */
  readonly before: string | null;
  /** All of it holds for each event of the page; nothing is left out where it says nothing. */
  readonly filter?: AuditFilter;
}

export interface AuditFilter {
  /** A kind, or the noun that kinds begin with, such as `lease`. */
  readonly kind?: string;
  readonly lease?: string;
  /** Events of the run, and of every lease that it held. */
  readonly run?: string;
  readonly repository?: string;
  /** The same of a Connect server. */
  readonly server?: string;
  readonly since?: Instant;
}

/** What binds a batch of events to all that were sealed before them. Source: docs/audit.md. */
export interface AuditSeal {
  /** From 1, without gaps. */
  readonly number: number;
  readonly at: Instant;
  /** The hash of the seal before; 64 zeros before the first. Hashes are SHA-256 in lower-case hex. */
  readonly previous: string;
  readonly hash: string;
  /** In the order of their ids. */
  readonly events: readonly SealedEvent[];
}

export interface SealedEvent {
  readonly id: string;
  readonly sha256: string;
}

/** What to keep elsewhere: with it, nobody can take events from the end or write the trail anew. */
export type AuditHead = Pick<AuditSeal, 'number' | 'hash' | 'at'>;

/** An event where it stands in the chain; `seal`: `null` until a seal holds it. */
export interface TrailEvent {
  readonly event: AuditEvent;
  readonly seal: number | null;
}

/** Where a reader of the trail is: seals in their order, what isn't sealed behind them, by id within each. */
export interface TrailMark {
  readonly seal: number | null;
  readonly id: string;
}

export interface TrailPage {
  /** At most 1,000. */
  readonly limit: number;
  readonly after: TrailMark | null;
}

export interface SealPage {
  /** At most `SEALS_PAGE_MAX`. */
  readonly limit: number;
  /** Only seals with a greater number. */
  readonly after: number;
}

/** Seals of a page: each holds up to `SEAL_EVENTS_MAX` events. */
export const SEALS_PAGE_MAX = 50;

/** Events of one seal: a sealer that was away for long catches up in transactions that hold nobody up. */
export const SEAL_EVENTS_MAX = 200;
