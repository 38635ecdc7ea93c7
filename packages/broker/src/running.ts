/** What is being answered, whether or not its caller still waits: a mint goes on after its connection is gone. */
export function createRunning() {
  const running = new Set<Promise<unknown>>();
  return {
    track: <T>(work: Promise<T>): Promise<T> => {
      const entry: Promise<unknown> = work.then(
        () => void running.delete(entry),
        () => void running.delete(entry),
      );
      running.add(entry);
      return work;
    },
    settled: (): Promise<unknown> => Promise.all(running),
  };
}
