import {
  type Clock,
  err,
  type FailureOf,
  type Instant,
  ok,
  plus,
  type Result,
  type Seconds,
  seconds,
  type Timer,
} from '@connect-token/core';
import type { CryptoKey } from 'jose';
import type { KeySet } from './key-set.ts';

/** A key that the issuer took away is refused after this, at the latest (F21). */
const REFRESH_EVERY = seconds(600);

/** Between two fetches that unknown kids, or a failure, may cause: a flood of them costs the issuer one request a minute (T24). */
const REFETCH_EVERY = seconds(60);

/** With nothing cached every mint fails, so the next try comes sooner. */
const FIRST_FETCH_EVERY = seconds(5);

/** How long known keys serve while the issuer can't be reached (T23). */
const STALE_MAX = seconds(86_400);

/** The keys of one issuer, fetched when needed and kept while they may be used. */
export interface IssuerKeys {
  readonly issuer: string;
  /** Fails with `ID_TOKEN_KEY_UNKNOWN`, or with `ISSUER_UNAVAILABLE` where the issuer could not be asked. */
  find(kid: string): Promise<Result<CryptoKey, FailureOf<'ID_TOKEN_KEY_UNKNOWN' | 'ISSUER_UNAVAILABLE'>>>;
  status(): KeysStatus;
  /** Fetches now, and again and again in the background. */
  start(): void;
  stop(): void;
}

/** `stale`: the last fetch failed, and the keys of an earlier one still serve. */
export type KeysStatus =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'stale'; readonly cause: string }
  | { readonly kind: 'missing'; readonly cause: string };

interface Cached {
  readonly keys: KeySet;
  readonly fetchedAt: Instant;
}

export function createIssuerKeys(
  issuer: string,
  fetchKeys: () => Promise<Result<KeySet, string>>,
  { clock, timer }: { readonly clock: Clock; readonly timer: Timer },
): IssuerKeys {
  let cached: Cached | undefined;
  /** Why the last fetch failed; `null` where it didn't. */
  let lastCause: string | null = 'not fetched yet';
  let triedAt: Instant | undefined;
  let running: Promise<void> | undefined;
  let stopped = true;
  let cancelNext = (): void => {};

  const fetchOnce = async (): Promise<void> => {
    triedAt = clock.now();
    const fetched = await fetchKeys();
    // A bad answer never replaces keys that serve (F22).
    if (fetched.ok) cached = { keys: fetched.value, fetchedAt: clock.now() };
    lastCause = fetched.ok ? null : fetched.error;
    schedule();
  };
  /** Single flight: whoever needs keys while they are being fetched waits for the same fetch. */
  const refresh = (): Promise<void> => {
    running ??= fetchOnce().finally(() => {
      running = undefined;
    });
    return running;
  };
  const schedule = (): void => {
    cancelNext();
    if (stopped) return;
    cancelNext = timer.after(lastCause === null ? REFRESH_EVERY : pause(), () => void refresh());
  };
  const usable = (): Cached | undefined =>
    cached !== undefined && clock.now() <= plus(cached.fetchedAt, STALE_MAX) ? cached : undefined;
  const pause = (): Seconds => (usable() === undefined ? FIRST_FETCH_EVERY : REFETCH_EVERY);
  const mayFetch = (): boolean =>
    running !== undefined || triedAt === undefined || isPast(triedAt, pause(), clock.now());

  return {
    issuer,
    find: async (kid) => {
      const known = usable()?.keys.get(kid);
      if (known !== undefined) return ok(known);
      if (mayFetch()) await refresh();
      const key = usable()?.keys.get(kid);
      if (key !== undefined) return ok(key);
      // An issuer that can't be asked may well have the key by now: that is ours to say, and no fault of the caller.
      return lastCause === null
        ? err({ code: 'ID_TOKEN_KEY_UNKNOWN', issuer, kid })
        : err({ code: 'ISSUER_UNAVAILABLE', issuer, cause: lastCause });
    },
    status: () => {
      if (usable() === undefined) return { kind: 'missing', cause: lastCause ?? 'too old' };
      return lastCause === null ? { kind: 'fresh' } : { kind: 'stale', cause: lastCause };
    },
    start: () => {
      stopped = false;
      void refresh();
    },
    stop: () => {
      stopped = true;
      cancelNext();
    },
  };
}

/** A clock that was set back counts as past: waiting for it to catch up could take hours. */
const isPast = (from: Instant, span: Seconds, now: Instant): boolean => now < from || now >= plus(from, span);
