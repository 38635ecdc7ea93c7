import { StoreUnavailable } from '../store-unavailable.ts';

/** Whoever asked has been given up by its own caller by then. */
const WAIT_MAX_MS = 15_000;

/** So many at once, the others in the order in which they came. Settles with what ends the turn. */
export type TakeTurn = () => Promise<() => void>;

interface Waiting {
  readonly begin: () => void;
  /** Whether it was refused meanwhile. */
  refused: boolean;
}

export function turns(max: number): TakeTurn {
  const queue: Waiting[] = [];
  let free = max;
  const pass = (): void => {
    let next = queue.shift();
    while (next?.refused) next = queue.shift();
    if (next === undefined) free += 1;
    else next.begin();
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
      const waiting: Waiting = { begin, refused: false };
      const deadline = setTimeout(() => {
        waiting.refused = true;
        reject(new StoreUnavailable('the database does not keep up with what is asked of it'));
      }, WAIT_MAX_MS);
      queue.push(waiting);
    });
}
