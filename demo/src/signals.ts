/** The first signal is for `work`; a second one ends this process at once, and with it the programs that it started. */
export function onSignal(work: (signal: 'SIGINT' | 'SIGTERM') => void): void {
  let first = true;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (!first) process.exit(1);
      first = false;
      work(signal);
    });
  }
}
