import type { ActivityLog } from '@connect-token/core';
import type { Store } from '../store.ts';
import { listActivity } from './read.ts';
import { newNonce, rowIds, toRow } from './row.ts';
import { insertActivity } from './write.ts';

/** Every entry is on disk before its call is answered; those of one moment share a commit where the store merges them. */
export function durableActivityLog(store: Store): ActivityLog {
  const nextId = rowIds(newNonce());
  return {
    // What waits is held back by the store itself, and `record` tells what can't be written.
    admit: async () => {},
    record: (entry) => {
      const row = toRow(nextId(entry.at), entry);
      return store.transact((trx) => insertActivity(trx, [row]));
    },
    flush: async () => {},
    list: (page) => listActivity(store, page),
  };
}
