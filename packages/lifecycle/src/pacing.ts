import { type Clock, milliseconds, type Timer } from '@connect-token/core';

/**
 * Takes turns, at most so many a second and evenly spaced: what was left during an outage must not become the next one (F19).
 * `null`: everybody's turn is now.
 */
export function createPace(
  perSecond: number | null,
  { clock, timer }: { readonly clock: Clock; readonly timer: Timer },
): () => Promise<void> {
  if (perSecond === null) return async () => {};
  let nextAt = 0;
  return () => {
    const now = clock.now();
    const at = Math.max(now, nextAt);
    nextAt = at + 1000 / perSecond;
    return at <= now
      ? Promise.resolve()
      : new Promise((resolve) => {
          timer.after(milliseconds(Math.ceil(at - now)), resolve);
        });
  };
}
