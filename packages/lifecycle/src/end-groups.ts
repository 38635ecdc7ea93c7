import { err, type GroupEnd, type Lease, type LeaseGroup, ok } from '@connect-token/core';
import { storeAway } from './call.ts';
import { within } from './deadline.ts';
import { eachOf } from './each-of.ts';
import type { GroupEnding } from './ends.ts';
import type { Outcome } from './outcome.ts';
import { settle } from './settlement.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/** Leases of one transaction. */
const PAGE = 200;

/** More than these are the reaper's: nobody waits for them. */
const SETTLED_NOW_MAX = 50;

/** Calls to the control plane at a time, for one request. */
const LANES = 16;

/** Ten run attempts full of leases; of what is more, only the number is told. */
const LISTED_MAX = 1_000;

/** A lease that was ended here; `revoked`: the control plane has confirmed it already. */
export interface EndedLease {
  readonly lease: Lease;
  readonly revoked: boolean;
}

export interface EndedGroups {
  readonly count: number;
  readonly listed: readonly EndedLease[];
}

export const revokedOf = ({ listed }: EndedGroups): readonly EndedLease[] =>
  listed.filter(({ revoked }) => revoked);

/** Every end is durable before any call to the control plane. One that can't be written is a refusal; those before it stay. */
export async function endGroups(
  around: Watched,
  groups: readonly LeaseGroup[],
  how: GroupEnding,
): Promise<Outcome<EndedGroups>> {
  const listed: Lease[] = [];
  let count = 0;
  try {
    for (const which of groups) {
      for await (const page of pagesOf(around, which, how)) {
        count += page.length;
        listed.push(...page.slice(0, LISTED_MAX - listed.length));
      }
    }
  } catch (cause) {
    if (count > 0) around.wake();
    return err([storeAway(cause)]);
  }
  const isFew = how.settleNow === true && count <= SETTLED_NOW_MAX;
  const revoked = isFew ? await settleInTime(around, listed) : new Set<string>();
  if (revoked.size < count) around.wake();
  return ok({ count, listed: listed.map((lease) => ({ lease, revoked: revoked.has(lease.id) })) });
}

async function* pagesOf(
  around: Watched,
  which: LeaseGroup,
  { reason, over, note }: GroupEnding,
): AsyncGenerator<readonly Lease[]> {
  const how: GroupEnd = { reason, limit: PAGE, over, note };
  let page: readonly Lease[];
  do {
    page = await around.leases.endAll(which, how, () => stampNow(around));
    for (const { id } of page)
      around.sink.emit({ ...stampNow(around), kind: 'lease.ending', leaseId: id, reason });
    yield page;
  } while (page.length === PAGE);
}

/** Which are proven gone when the time is over; the others go on. */
async function settleInTime(around: Watched, leases: readonly Lease[]): Promise<ReadonlySet<string>> {
  const revoked = new Set<string>();
  const settling = eachOf(leases, LANES, async (lease) => {
    if ((await settle(around, lease)) === 'revoked') revoked.add(lease.id);
  });
  await within(around.timer, around.timings.revokeWithin, settling);
  return new Set(revoked);
}
