/** What `connect` says by its exit code; `--help` tells the same. */
export const EXIT = {
  ok: 0,
  failure: 1,
  /** Bad usage, or a mistake in a file that the operator wrote. */
  mistake: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
