import { type CallFailure, err, ok, type Result, type Seconds, type Timer } from '@connect-token/core';

/**
 * Changes one after the other, so that nothing of ours comes between the look at a state (`If-Match`) and the change that was
 * decided by it. Both listeners share one of these.
 */
export interface Turns {
  /** Fails where `work` isn't done in time: with effect `none` where it hasn't begun, and never will. Rejects with it. */
  take<T>(work: () => Promise<T>): Promise<Result<T, CallFailure>>;
}

export function createTurns(timer: Timer, within: Seconds): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take: <T>(work: () => Promise<T>) =>
      new Promise<Result<T, CallFailure>>((resolve, reject) => {
        let state: 'waiting' | 'begun' | 'late' = 'waiting';
        const cancel = timer.after(within, () => {
          resolve(late(state === 'begun' ? 'unknown' : 'none'));
          if (state === 'waiting') state = 'late';
        });
        last = last.then(async () => {
          if (state === 'late') return;
          state = 'begun';
          try {
            resolve(ok(await work()));
          } catch (cause) {
            reject(cause);
          } finally {
            cancel();
          }
        });
      }),
  };
}

const late = (effect: CallFailure['effect']): Result<never, CallFailure> =>
  err({ effect, failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'no answer in time' } });
