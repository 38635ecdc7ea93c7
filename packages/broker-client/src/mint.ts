import {
  err,
  type Failure,
  type MintRequest,
  ok,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import { newHandle } from '@connect-token/protocol';
import type { FreshIdToken } from './ask.ts';
import { backoffMs } from './backoff.ts';
import { type CreditsWait, creditsPauseMs } from './credits-wait.ts';
import { isUnmade, type MintedToken, type MintReading } from './mint-answer.ts';
import { sendMint, TRY_MIN_MS, type Wire } from './mint-send.ts';
import { revokeOnce } from './revoke.ts';
import { type Budget, startBudget } from './time.ts';

/** Each mint whose outcome is unknown may have made a token: three of them are enough to leave behind in the worst case. */
export const MINTS_MAX = 3;

/** In all, waits for credits apart: a job's first minute shouldn't go into waiting for its credentials. */
const MINT_WITHIN_MS = 30_000;

/** The end of a lost handle, before the next mint. Its post step ends it again, so this one may give up early. */
const END_WITHIN_MS = 5_000;

export interface MintOrder {
  readonly request: MintRequest;
  /**
   * Keeps the handle where it survives this process, before anything is sent under it. What it throws stops the mint.
   * INVARIANT: every handle that ever reached the broker was remembered first.
   */
  remember(handle: Secret<string>): void;
  /** Provably nothing was made under the handle that was remembered last: none of it has to be ended. */
  forget(handle: Secret<string>): void;
  /** For each mint. */
  readonly idToken: FreshIdToken;
  /** Left out: a job that finds no credits is refused. */
  readonly credits?: CreditsWait;
}

/**
 * One token, or why there is none. After anything but an answer that can be read, the handle is ended, and the next mint has a
 * new handle and a fresh ID token; only what provably wasn't sent is sent again as it was. Where the plan's credits are in use, it
 * asks again as long as the order says, each time with a new handle and a fresh ID token.
 * Fails with `BROKER_REFUSED`, `BROKER_ANSWER_INVALID`, `BROKER_UNREACHABLE`, or with what `idToken` fails with.
 */
export async function mint(order: MintOrder, wire: Wire): Promise<Result<MintedToken, Failure>> {
  const { credits } = order;
  const patience = startBudget(wire.time, (credits?.within ?? 0) * 1_000);
  const count: Count = { mints: 0, attempts: 0 };
  for (let refusals = 1; ; refusals += 1) {
    const ended = await mintNow(order, wire, count);
    if (ended.kind !== 'full') return ended.result;
    const { failure, retryAfterMs } = ended;
    const pause = creditsPauseMs(refusals, retryAfterMs, wire.time.random(), patience.leftMs());
    if (credits === undefined || pause === null) return err(failure);
    credits.waiting(pause, failure);
    await wire.time.wait(pause);
  }
}

/** What was tried so far, waits for credits included: they don't buy more mints of unknown outcome. */
interface Count {
  mints: number;
  attempts: number;
}

type Ended =
  | { readonly kind: 'done'; readonly result: Result<MintedToken, Failure> }
  | Extract<MintReading, { readonly kind: 'full' }>;

const done = (result: Result<MintedToken, Failure>): Ended => ({ kind: 'done', result });

/** As long as nobody has answered in a way that settles it: up to `MINTS_MAX` mints, in `MINT_WITHIN_MS`. */
async function mintNow(order: MintOrder, wire: Wire, count: Count): Promise<Ended> {
  const budget = startBudget(wire.time, MINT_WITHIN_MS);
  for (;;) {
    const idToken = await order.idToken(budget.leftMs());
    if (!idToken.ok) return done(idToken);
    const handle = secret(newHandle());
    order.remember(handle);

    const message = { origin: wire.origin, request: order.request, idToken: idToken.value, handle };
    const tried = await sendMint(message, wire, budget, count.attempts);
    count.attempts = tried.attempts;
    const { reading } = tried;
    if (reading.kind === 'granted') return done(ok(reading.minted));
    if (isUnmade(reading)) order.forget(handle);
    if (reading.kind === 'refused') return done(err(reading.failure));
    if (reading.kind === 'full') return reading;
    if (reading.kind === 'lost') await endLost(handle, wire, budget);

    count.mints += 1;
    const pause = backoffMs(count.mints, wire.time.random(), reading.retryAfterMs);
    if (count.mints >= MINTS_MAX || budget.leftMs() < pause + TRY_MIN_MS) return done(err(reading.failure));
    await wire.time.wait(pause);
  }
}

/** Whatever comes of it: the handle is remembered, and whoever remembers it ends it again. */
async function endLost(handle: Secret<string>, wire: Wire, budget: Budget): Promise<void> {
  const within = Math.min(END_WITHIN_MS, budget.leftMs());
  if (within > 0) await revokeOnce(handle, wire, within, 1);
}
