import type { ActivityLog } from '@connect-token/core';
import { systemClock, systemTimer } from '@connect-token/lifecycle';
import type { Config } from '@connect-token/protocol/files';
import {
  activityForgetter,
  batchedActivityLog,
  durableActivityLog,
  type Store,
} from '@connect-token/storage';
import type { Logger } from 'pino';
import type { OpenThings } from './open-things.ts';

/** What tokens are used for, as the configuration wants it written, and forgotten in time. Closed before the store is. */
export function openActivity(
  { connect: { activity, activityKeep: keep } }: Config,
  store: Store,
  open: OpenThings,
  log: Logger,
): ActivityLog {
  const forgetter = activityForgetter({
    store,
    clock: systemClock,
    timer: systemTimer,
    keep,
    onFailure: (cause) =>
      log.error({ cause: why(cause) }, 'old activity could not be deleted: it is tried again'),
  });
  forgetter.start();
  open.addFoundation(forgetter.stop);
  if (activity === 'durable') return durableActivityLog(store);
  const batched = batchedActivityLog({
    store,
    timer: systemTimer,
    onFailure: (cause, waiting) => log.error({ cause: why(cause), waiting }, 'activity could not be written'),
  });
  open.addFoundation(batched.close);
  return batched;
}

const why = (cause: unknown): string => (cause instanceof Error ? cause.message : 'unknown');
