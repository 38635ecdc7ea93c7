/** What a measured service tells its parent: where it listens, and what it takes of memory when it is asked. */
export type Told = { readonly url: string } | { readonly rssBytes: number; readonly heapBytes: number };

/**
 * Needs an IPC channel and `--expose-gc`: memory that nobody needs any more doesn't count. An ordinary collection keeps the pages of what it
 * has collected, tens of megabytes that come and go with what the process did last; one of last resort gives them back.
 */
export function answerOrders(url: string): void {
  process.on('message', () => {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    const { rss, heapUsed } = process.memoryUsage();
    tell({ rssBytes: rss, heapBytes: heapUsed });
  });
  process.on('disconnect', () => process.exit(0));
  tell({ url });
}

/** The same of one whose reads are measured: what it took of the processor since its start, all its threads together. */
export function answerCpu(shelf: { readonly url: string; readonly tokens?: readonly string[] }): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    tell({ cpuUs: user + system });
  });
  process.on('disconnect', () => process.exit(0));
  tell(shelf);
}

export const tell = (told: unknown): void => {
  process.send?.(told);
};
