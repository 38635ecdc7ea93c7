import { type ActivityEntry, type ActivityLog, milliseconds, type Timer } from '@connect-token/core';
import type { Store } from '../store.ts';
import { StoreUnavailable } from '../store-unavailable.ts';
import { listActivity } from './read.ts';
import { newNonce, rowIds, toRow } from './row.ts';
import { insertActivity } from './write.ts';

/** With what a commit takes, no entry waits longer than a second. */
const WRITE_EVERY = milliseconds(900);

/** Rows of one transaction: written in some milliseconds, in which nobody else gets a turn. */
const BATCH = 500;

/** Entries that wait: some seconds of the most that a process serves, and few megabytes. */
const QUEUE_MAX = 10_000;

export interface BatchedActivityLog extends ActivityLog {
  /** Writes what is left, and takes no more. What can't be written is told as lost. */
  close(): Promise<void>;
}

export interface BatchedActivityParts {
  readonly store: Store;
  readonly timer: Timer;
  /** Told of each write that failed, and how many entries wait: the next one tries again, until the log is closed. */
  readonly onFailure: (cause: unknown, waiting: number) => void;
}

interface Recorded {
  readonly id: string;
  readonly entry: ActivityEntry;
}

/**
 * Entries are kept in memory, and written together: reading an item costs no sync of a disk. INVARIANT: none is dropped while the log is
 * open. Where the store takes none, the queue fills, and then nobody is admitted any more.
 */
export function batchedActivityLog({ store, timer, onFailure }: BatchedActivityParts): BatchedActivityLog {
  const nextId = rowIds(newNonce());
  const queue: Recorded[] = [];
  let recorded = 0;
  let written = 0;
  let writing: Promise<void> | undefined;
  let cancel: (() => void) | undefined;
  let failing = false;
  let closed = false;

  const writeBatch = async (): Promise<void> => {
    let taken = 0;
    try {
      // Taken inside: what is recorded until the unit's turn comes goes with it.
      await store.transact(async (trx) => {
        const batch = queue.slice(0, BATCH);
        taken = batch.length;
        await insertActivity(
          trx,
          batch.map(({ id, entry }) => toRow(id, entry)),
        );
      });
      failing = false;
    } catch (error) {
      failing = true;
      throw error;
    }
    queue.splice(0, taken);
    written += taken;
  };
  const write = (): Promise<void> => {
    writing ??= writeBatch().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  const flush = async (): Promise<void> => {
    const upTo = recorded;
    while (written < upTo) await write();
  };
  const writeBehind = async (): Promise<void> => {
    try {
      await flush();
    } catch (cause) {
      onFailure(cause, queue.length);
      schedule();
    }
  };
  const schedule = (): void => {
    if (closed) return;
    cancel ??= timer.after(WRITE_EVERY, () => {
      cancel = undefined;
      void writeBehind();
    });
  };

  return {
    admit: async () => {
      while (closed || queue.length >= QUEUE_MAX) {
        if (closed || failing) throw new StoreUnavailable('what is asked for can not be written down');
        await write();
      }
    },
    record: async (entry) => {
      // What a row is made of is put together by the batch, beside nobody's call.
      queue.push({ id: nextId(entry.at), entry });
      recorded += 1;
      // The one that fills a batch starts its write; those behind it go along, or fill the next one.
      if (queue.length % BATCH === 0 && !failing) void writeBehind();
      else schedule();
    },
    flush,
    list: async (page) => {
      await flush();
      return listActivity(store, page);
    },
    close: async () => {
      closed = true;
      cancel?.();
      await flush().catch((cause: unknown) => onFailure(cause, queue.length));
    },
  };
}
