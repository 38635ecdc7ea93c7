import { err, ok, type Result, type Seconds, type Timer } from '@connect-token/core';

/** What `work` came to within `span`, or why that isn't known. Never rejects. */
export function inTime<T>(timer: Timer, span: Seconds, work: Promise<T>): Promise<Result<T, string>> {
  return new Promise((resolve) => {
    const cancel = timer.after(span, () => resolve(err('no answer in time')));
    work
      .then(
        (value) => resolve(ok(value)),
        (cause: unknown) => resolve(err(cause instanceof Error ? cause.message : 'failed without a reason')),
      )
      .finally(cancel);
  });
}
