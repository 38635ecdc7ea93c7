import { type Clock, type Instant, milliseconds, SEAL_EVENTS_MAX, type Timer } from '@connect-token/core';
import type { Store } from '../store.ts';
import { sealBatch } from './seal.ts';

/** With what a pass takes, no event waits a second for its seal. */
const SEAL_EVERY = milliseconds(500);

export interface SealerParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Told of each pass that failed. The next one tries again. */
  readonly onFailure: (cause: unknown) => void;
}

export interface Sealer {
  start(): void;
  /** Seals all that is there now. Rejects as the store does. */
  sealNow(): Promise<void>;
  /** When a pass last left nothing unsealed behind; `null` until one has. */
  doneAt(): Instant | null;
  /** Seals what is left, and stops; a failure is told, and leaves it to the next start. */
  stop(): Promise<void>;
}

/** Chains the events of the audit trail, soon after they are written. Several replicas may each have one: they take turns. */
export function createSealer({ store, clock, timer, onFailure }: SealerParts): Sealer {
  let doneAt: Instant | null = null;
  let cancel: (() => void) | undefined;
  let pass: Promise<void> = Promise.resolve();
  let stopped = false;

  const sealNow = async (): Promise<void> => {
    for (let sealed = SEAL_EVENTS_MAX; sealed === SEAL_EVENTS_MAX; )
      sealed = await store.transact((trx) => sealBatch(trx, clock.now()));
    doneAt = clock.now();
  };
  const run = (): Promise<void> => {
    pass = pass.then(sealNow).catch(onFailure);
    return pass;
  };
  const start = (): void => {
    if (stopped) return;
    cancel = timer.after(SEAL_EVERY, () => void run().then(start));
  };
  return {
    start,
    sealNow,
    doneAt: () => doneAt,
    stop: async () => {
      stopped = true;
      cancel?.();
      await run();
    },
  };
}
