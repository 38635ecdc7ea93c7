import {
  type EndReason,
  err,
  type GroupEnd,
  type Instant,
  type Lease,
  type LeaseGroup,
  ok,
  type Result,
} from '@connect-token/core';
import { storeAway } from './call.ts';
import { within } from './deadline.ts';
import { eachOf } from './each-of.ts';
import type { Refused } from './mint.ts';
import type { Reaper } from './reaper.ts';
import { settle } from './settlement.ts';
import { type Surroundings, stampNow } from './surroundings.ts';
import { type Watched, watch } from './watched.ts';

export interface GroupEnding {
  readonly reason: EndReason;
  /** Until when a mint of the same job or run attempt is refused; `null` for groups that may go on. */
  readonly over: Instant | null;
  /** What a person said of it: for the audit trail, and nowhere else. */
  readonly note: string | null;
  /** Gives the control plane `timings.revokeWithin` to confirm, where the leases are few; else the reaper does it all. */
  readonly settleNow?: boolean;
}

/** Each end is durable by then. `revoked`: those of which the control plane has confirmed it already. */
export interface GroupEnded {
  readonly ended: number;
  readonly revoked: number;
}

export interface Ends {
  /**
   * Ends every open lease of a group: by GitHub's word, by the poll's, by a person's. Any number of times; the next one finds nothing
   * left. Refused with `STORE_UNAVAILABLE` where an end could not be written: what was ended before it stays ended.
   */
  endGroup(which: LeaseGroup, how: GroupEnding): Promise<Result<GroupEnded, Refused>>;
}

/** Leases of one transaction. */
const PAGE = 200;

/** More than these are the reaper's: nobody waits for them. */
const SETTLED_NOW_MAX = 50;

/** Calls to the control plane at a time, for one request. */
const LANES = 16;

export function createEnds(around: Surroundings, reaper: Pick<Reaper, 'wake'>): Ends {
  const watched = watch(around, reaper);
  return { endGroup: (which, how) => endGroup(watched, which, how) };
}

async function endGroup(
  around: Watched,
  which: LeaseGroup,
  { reason, over, note, settleNow = false }: GroupEnding,
): Promise<Result<GroupEnded, Refused>> {
  const how: GroupEnd = { reason, limit: PAGE, over, note };
  const first: Lease[] = [];
  let ended = 0;
  try {
    let page: readonly Lease[];
    do {
      page = await around.leases.endAll(which, how, () => stampNow(around));
      ended += page.length;
      first.push(...page.slice(0, Math.max(0, SETTLED_NOW_MAX + 1 - first.length)));
      for (const { id } of page)
        around.sink.emit({ ...stampNow(around), kind: 'lease.ending', leaseId: id, reason });
    } while (page.length === PAGE);
  } catch (cause) {
    if (ended > 0) around.wake();
    return err({ eventId: around.ids.ulid(), failures: [storeAway(cause)] });
  }
  const revoked = settleNow && ended <= SETTLED_NOW_MAX ? await settleInTime(around, first) : 0;
  if (revoked < ended) around.wake();
  return ok({ ended, revoked });
}

/** How many are proven gone when the time is over; the others go on. */
async function settleInTime(around: Watched, leases: readonly Lease[]): Promise<number> {
  let revoked = 0;
  const settling = eachOf(leases, LANES, async (lease) => {
    if ((await settle(around, lease)) === 'revoked') revoked += 1;
  });
  await within(around.timer, around.timings.revokeWithin, settling);
  return revoked;
}
