import { StoreUnavailable } from '../store-unavailable.ts';

/** Whoever asked has been given up by its own caller by then. */
const WAIT_MAX_MS = 15_000;

/** So many at once, the others in the order in which they came. Settles with what ends the turn. */
export type TakeTurn = () => Promise<() => void>;

export function turns(max: number): TakeTurn {
  const waiting = new Set<() => void>();
  let free = max;
  const pass = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else {
      waiting.delete(next);
      next();
    }
  };
  return () =>
    new Promise((resolve, reject) => {
      if (free > 0) {
        free -= 1;
        resolve(pass);
        return;
      }
      const begin = (): void => {
        clearTimeout(deadline);
        resolve(pass);
      };
      const deadline = setTimeout(() => {
        waiting.delete(begin);
        reject(new StoreUnavailable('the database does not keep up with what is asked of it'));
      }, WAIT_MAX_MS);
      waiting.add(begin);
    });
}
