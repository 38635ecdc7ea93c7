import type { Store } from './store.ts';
import type { Work } from './work.ts';

/**
 * What many ask for at the same time is read once, by a unit that begins after each of them has asked: nobody gets an older answer than
 * by asking alone, and nothing is kept. Who asks while it is being read waits for the next read, which all of those share.
 */
export function sharedRead<T>(store: Pick<Store, 'transact'>, read: Work<T>): () => Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  const begin = async (): Promise<T> => {
    await Promise.allSettled([running]);
    next = undefined;
    const reading = store.transact(read);
    running = reading;
    return reading;
  };
  return () => {
    next ??= begin();
    return next;
  };
}
