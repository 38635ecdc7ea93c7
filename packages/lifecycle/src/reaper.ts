import {
  type DueMark,
  dueAt,
  type EndReason,
  type Failure,
  type Instant,
  type Lease,
  planReap,
} from '@connect-token/core';
import { storeAway } from './call.ts';
import { settle } from './settlement.ts';
import { type Surroundings, stampNow } from './surroundings.ts';

/** Leases of one look into the store. */
const PAGE = 500;

export interface Reaper {
  /** Ends what is due and settles what is ending. Never rejects: what went wrong is an event, and the next pass tries again. */
  pass(): Promise<void>;
  /** A pass now, and one every `timings.sweepEvery` after the last has ended. */
  start(): void;
  /** No new pass; resolves when the running one is over. */
  stop(): Promise<void>;
  /** When the last pass that could read the store ended; `null` before the first. */
  lastPassAt(): Instant | null;
}

export function createReaper(around: Surroundings): Reaper {
  let running: Promise<void> | null = null;
  let lastPassAt: Instant | null = null;
  let stopped = true;
  let cancelNext = (): void => {};

  const pass = (): Promise<void> => {
    running ??= sweep(around)
      .then((readStore) => {
        if (readStore) lastPassAt = around.clock.now();
      })
      .finally(() => {
        running = null;
      });
    return running;
  };
  const loop = async (): Promise<void> => {
    await pass();
    if (!stopped) cancelNext = around.timer.after(around.timings.sweepEvery, () => void loop());
  };
  return {
    pass,
    start: () => {
      if (!stopped) return;
      stopped = false;
      void loop();
    },
    stop: async () => {
      stopped = true;
      cancelNext();
      await running;
    },
    lastPassAt: () => lastPassAt,
  };
}

/** What became of one lease in a pass. */
type Step = 'ended' | 'revoked' | 'left';

/** Whether the store could be read. */
async function sweep(around: Surroundings): Promise<boolean> {
  const count: Record<Step, number> = { ended: 0, revoked: 0, left: 0 };
  try {
    let page: readonly Lease[];
    let mark: DueMark | null = null;
    do {
      page = await around.leases.due(around.clock.now(), PAGE, mark);
      for (const lease of page) {
        mark = markOf(lease);
        for (const step of await reapSafely(around, lease)) count[step] += 1;
      }
    } while (page.length === PAGE);
    await around.leases.forget(around.clock.now());
  } catch (cause) {
    emitFailure(around, storeAway(cause), null);
    return false;
  }
  if (count.ended + count.revoked + count.left > 0)
    around.sink.emit({ ...stampNow(around), kind: 'sweep.done', ...count });
  return true;
}

function markOf(lease: Lease): DueMark {
  const at = dueAt(lease);
  if (at === null) throw new Error('invariant: a lease that is due has an instant at which it fell due');
  return { dueAt: at, id: lease.id };
}

/** One lease that can't be ended doesn't keep the others alive (F31). */
async function reapSafely(around: Surroundings, lease: Lease): Promise<readonly Step[]> {
  try {
    return await reap(around, lease);
  } catch (cause) {
    emitFailure(around, storeAway(cause), lease.id);
    return ['left'];
  }
}

async function reap(around: Surroundings, lease: Lease): Promise<readonly Step[]> {
  const step = planReap(lease, around.clock.now());
  switch (step.kind) {
    case 'leave':
      return ['left'];
    case 'settle':
      return [await settleOne(around, lease)];
    case 'end': {
      const ending = await end(around, lease, step.reason);
      return ending === null ? ['left'] : ['ended', await settleOne(around, ending)];
    }
  }
}

async function end(around: Surroundings, lease: Lease, reason: EndReason): Promise<Lease | null> {
  const stamp = stampNow(around);
  const outcome = await around.leases.end({ by: 'id', leaseId: lease.id }, reason, { kind: 'never' }, stamp);
  if (outcome.kind !== 'ended') return null;
  around.sink.emit({ ...stamp, kind: 'lease.ending', leaseId: lease.id, reason });
  return outcome.lease;
}

async function settleOne(around: Surroundings, lease: Lease): Promise<Step> {
  const settled = await settle(around, lease);
  if (settled.ok) return settled.value === 'revoked' ? 'revoked' : 'left';
  emitFailure(around, settled.error, lease.id);
  return 'left';
}

function emitFailure(around: Surroundings, failure: Failure, leaseId: string | null): void {
  around.sink.emit({ ...stampNow(around), kind: 'sweep.failed', failure, leaseId });
}
