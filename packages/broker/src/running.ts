import { inFlight } from '@connect-token/core';

/** What is being answered, whether or not its caller still waits: a mint goes on after its connection is gone. */
export function createRunning() {
  const running = inFlight<Promise<unknown>>();
  return {
    track: <T>(work: Promise<T>): Promise<T> => {
      const end = running.add(work);
      work.then(end, end);
      return work;
    },
    settled: (): Promise<unknown> => Promise.allSettled(running),
  };
}
