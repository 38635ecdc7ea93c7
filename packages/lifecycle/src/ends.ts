import { type EndReason, err, type Instant, type LeaseGroup, ok, type Result } from '@connect-token/core';
import { endGroups, revokedOf } from './end-groups.ts';
import type { Refused } from './mint.ts';
import type { Reaper } from './reaper.ts';
import type { Surroundings } from './surroundings.ts';
import { watch } from './watched.ts';

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

export function createEnds(around: Surroundings, reaper: Pick<Reaper, 'wake'>): Ends {
  const watched = watch(around, reaper);
  return {
    endGroup: async (which, how) => {
      const ended = await endGroups(watched, [which], how);
      return ended.ok
        ? ok({ ended: ended.value.count, revoked: revokedOf(ended.value).length })
        : err({ eventId: around.ids.ulid(), failures: ended.error });
    },
  };
}
