import type { Lease, Settlement, Timings } from './lease.ts';
import { sameId } from './server.ts';
import { type Instant, instant, plus } from './time.ts';
import { isLive, type Token } from './token.ts';

/** What the control plane said of one lease in one look. */
export interface SettlementEvidence {
  /** What deleting the token by its id came to; `null` where the lease knows no id. */
  readonly deletion: 'done' | 'failed' | null;
  /** A whole list of tokens, asked for after that delete. `null`: none was needed, none came, or only a part: that proves nothing. */
  readonly list: ListEvidence | null;
}

export interface ListEvidence {
  readonly askedAt: Instant;
  /** No live token of the lease; live ones, each of them deleted since; or live ones that a delete may not have reached. */
  readonly shows: 'none' | 'deleted' | 'live';
}

export type SettlementPlan =
  | { readonly kind: 'revoked' }
  | {
      readonly kind: 'open';
      /** When a list first lacked every token of the lease, as far as that counts. */
      readonly absentAt: Instant | null;
      /** When the next look can say more, where nothing has gone wrong; `null`: a try failed, and `planRetry` says when. */
      readonly lookAgainAt: Instant | null;
    };

type SettlementFacts = Pick<Lease, 'tokenId' | 'tokenName' | 'sendDeadline' | 'expiresAt' | 'absentAt'>;

/** Deletes and lists are asked for by these timings. */
type SettlementTimings = Pick<Timings, 'callWithin' | 'absentTwice' | 'skewWithin' | 'sweepEvery'>;

/** Whether a list can say more of the lease than the delete of its token did. */
export function wantsList(
  lease: SettlementFacts,
  deletion: SettlementEvidence['deletion'],
  now: Instant,
  { listsMayBeStale }: Settlement,
  timings: SettlementTimings,
): boolean {
  switch (deletion) {
    case null:
      return true;
    case 'done':
      return listsMayBeStale;
    case 'failed':
      return isPastExpiry(lease, now, timings);
  }
}

/**
 * The tokens of a lease that may still serve. By the name as well as by the id: a create may once in a while make two (F10). One that
 * has expired counts until the control plane's own clock, which may be behind, must have seen it.
 */
export function tokensOf<T extends Pick<Token, 'id' | 'name' | 'state' | 'expiresAt'>>(
  lease: Pick<SettlementFacts, 'tokenId' | 'tokenName'>,
  tokens: readonly T[],
  now: Instant,
  { skewWithin }: Pick<Timings, 'skewWithin'>,
): readonly T[] {
  const latest = instant(now - Math.round(skewWithin * 1000));
  return tokens.filter(
    (token) => (token.name === lease.tokenName || isToken(token, lease.tokenId)) && isLive(token, latest),
  );
}

const isToken = ({ id }: Pick<Token, 'id'>, tokenId: string | null): boolean =>
  tokenId !== null && sameId(id, tokenId);

/**
 * Whether a lease that is revoking may be called revoked, as far as the control plane's word goes. INVARIANT: less evidence never
 * settles more (I5).
 */
export function planSettlement(
  lease: SettlementFacts,
  { deletion, list }: SettlementEvidence,
  settlement: Settlement,
  timings: SettlementTimings,
): SettlementPlan {
  switch (deletion) {
    case 'done':
      // The answer to the delete is the proof, unless this control plane says of itself that it may show the token again.
      if (!settlement.listsMayBeStale) return REVOKED;
      return list?.shows === 'none' ? planDeleted(lease, list, timings) : failed(null);
    case 'failed':
      // Whatever keeps the delete from its work, a token that has expired and that a list doesn't show alive is over (F12).
      return list?.shows === 'none' && isPastExpiry(lease, list.askedAt, timings) ? REVOKED : failed(null);
    case null:
      if (list === null) return failed(lease.absentAt);
      return list.shows === 'live' ? failed(null) : planUnknown(lease, list, settlement, timings);
  }
}

/**
 * A list that may be stale lacks the token also where it is older than the token, and then it lacks its twin as well, which a create
 * may have made and nobody has deleted (F10).
 */
function planDeleted(
  lease: SettlementFacts,
  { askedAt }: ListEvidence,
  { callWithin, absentTwice }: SettlementTimings,
): SettlementPlan {
  const listedBy = plus(plus(lease.sendDeadline, callWithin), absentTwice);
  return askedAt >= listedBy ? REVOKED : { kind: 'open', absentAt: null, lookAgainAt: listedBy };
}

/**
 * Nobody knows whether there was a token at all, so its absence proves something only past the last moment at which it could land
 * (F9), and where the control plane settles late or its lists may be stale, only the second time (F13).
 */
function planUnknown(
  lease: SettlementFacts,
  { askedAt, shows }: ListEvidence,
  { settlesWithin, listsMayBeStale }: Settlement,
  { callWithin, absentTwice, sweepEvery }: SettlementTimings,
): SettlementPlan {
  const lastLanding = plus(plus(lease.sendDeadline, callWithin), settlesWithin);
  const wait = (absentAt: Instant | null, until: Instant): SettlementPlan => {
    const sweep = plus(askedAt, sweepEvery);
    return { kind: 'open', absentAt, lookAgainAt: until < sweep ? until : sweep };
  };
  // A create that lands in the meantime is deleted at the next look, so the looks go on.
  if (askedAt <= lastLanding) return wait(null, instant(lastLanding + 1));
  if (settlesWithin === 0 && !listsMayBeStale) return REVOKED;
  if (shows === 'deleted') return wait(null, plus(askedAt, absentTwice));
  if (lease.absentAt === null) return wait(askedAt, plus(askedAt, absentTwice));
  const second = plus(lease.absentAt, absentTwice);
  return askedAt >= second ? REVOKED : wait(lease.absentAt, second);
}

const isPastExpiry = (
  { expiresAt }: Pick<Lease, 'expiresAt'>,
  now: Instant,
  { skewWithin }: Pick<Timings, 'skewWithin'>,
): boolean => now > plus(expiresAt, skewWithin);

const REVOKED: SettlementPlan = { kind: 'revoked' };

const failed = (absentAt: Instant | null): SettlementPlan => ({ kind: 'open', absentAt, lookAgainAt: null });
