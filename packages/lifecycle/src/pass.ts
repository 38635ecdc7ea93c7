import { type CallFailure, type Lease, plus, type Result } from '@connect-token/core';
import { call, storeAway } from './call.ts';
import { forgetAsOf } from './intent.ts';
import { askList, type Listing } from './look.ts';
import type { Orphans } from './orphans.ts';
import { emitFailure, type PageStep, reapPage } from './reap-page.ts';
import { stampNow } from './surroundings.ts';
import type { UnwrittenEnds } from './unwritten-ends.ts';
import type { Watched } from './watched.ts';

/** Leases of one claim. */
const PAGE = 200;

/** `away`: the control plane answered nothing, or the store didn't, so the next pass can wait. */
export type PassOutcome = 'done' | 'away';

/** What passes have found, or were told, and what outlives each of them. */
export interface PassWork {
  readonly orphans: Orphans;
  readonly unwritten: UnwrittenEnds;
}

/** What a pass may be told, and tells. */
export interface PassControl {
  /** No new calls: the program is about to end. */
  readonly isStopping: () => boolean;
  /** Some of it is done: what a heartbeat means. */
  readonly beat: () => void;
}

/** Ends what is due, settles what is ending, looks for orphans, forgets. Never rejects: what goes wrong is an event. */
export async function runPass(
  around: Watched,
  { orphans, unwritten }: PassWork,
  control: PassControl,
): Promise<PassOutcome> {
  const count: Record<PageStep, number> = { ended: 0, revoked: 0, left: 0 };
  const isAway = awayCheck(around);
  try {
    if (unwritten.any()) await unwritten.write(around);
    await drain(around, count, control, isAway);
    control.beat();
    if (orphans.isDue() && !control.isStopping() && !(await isAway()) && (await orphans.look()) > 0)
      await drain(around, count, control, isAway);
    await around.leases.forget(forgetAsOf(around.clock.now(), around.timings), around.timings.leaseKeep);
  } catch (cause) {
    emitFailure(around, storeAway(cause), null);
    return 'away';
  }
  if (count.ended + count.revoked + count.left > 0)
    around.sink.emit({ ...stampNow(around), kind: 'sweep.done', ...count });
  return around.circuit.isOpen() ? 'away' : 'done';
}

async function drain(
  around: Watched,
  count: Record<PageStep, number>,
  { isStopping, beat }: PassControl,
  isAway: () => Promise<boolean>,
): Promise<void> {
  const { leases, clock, timings, controlPlane } = around;
  // What is tried again later is due after this instant, so that no lease comes twice in a pass.
  const began = clock.now();
  const limit = pageOf(around);
  const { listsMayBeStale } = controlPlane.capabilities;
  const leaveAlone = async () => isStopping() || (await isAway());
  let listing = newListing(around);
  let page: readonly Lease[];
  do {
    page = await leases.claim(began, limit, plus(clock.now(), timings.claimFor));
    // A list proves no delete that came after it; where only unknown outcomes are looked up, one serves the whole pass.
    if (listsMayBeStale) listing = newListing(around);
    for (const step of await reapPage(around, page, listing, leaveAlone)) count[step] += 1;
    beat();
  } while (page.length === limit && !(await leaveAlone()));
}

/** As many as can be deleted while the claim holds, with half of it to spare. */
function pageOf({ controlPlane, timings }: Watched): number {
  const { revocationsPerSecond } = controlPlane.capabilities;
  if (revocationsPerSecond === null) return PAGE;
  return Math.max(1, Math.min(PAGE, Math.floor((revocationsPerSecond * timings.claimFor) / 2)));
}

/** One list, asked for by whoever needs it first. */
function newListing(around: Watched): () => Promise<Result<Listing, CallFailure>> {
  let asked: Promise<Result<Listing, CallFailure>> | undefined;
  const ask = async (): Promise<Result<Listing, CallFailure>> => {
    const listed = await askList(around);
    if (!listed.ok) emitFailure(around, listed.error.failure, null);
    return listed;
  };
  return () => {
    asked ??= ask();
    return asked;
  };
}

/**
 * Whether the control plane answers nothing at all, so that the rest need not be tried: its tokens may resist while it is there, and
 * those that resist must not keep the others alive (F19, F31).
 */
function awayCheck(around: Watched): () => Promise<boolean> {
  let probe: Promise<boolean> | undefined;
  const look = async (): Promise<boolean> => {
    const answer = await call(around, around.controlPlane.servers.list());
    if (!answer.ok && around.circuit.isOpen()) return true;
    probe = undefined;
    return false;
  };
  return async () => {
    if (!around.circuit.isOpen()) return false;
    probe ??= look();
    return probe;
  };
}
