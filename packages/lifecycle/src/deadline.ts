import type { Seconds, Timer } from '@connect-token/core';

export type Timed<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** The work goes on; what it comes to is `rest`. */
  | { readonly kind: 'late'; readonly rest: Promise<T> };

/** The outcome of `work`, or the fact that it takes longer than `span`. Rejects as `work` does. */
export function within<T>(timer: Timer, span: Seconds, work: Promise<T>): Promise<Timed<T>> {
  return new Promise((resolve, reject) => {
    const cancel = timer.after(span, () => resolve({ kind: 'late', rest: work }));
    work.then(
      (value) => {
        cancel();
        resolve({ kind: 'done', value });
      },
      (cause: unknown) => {
        cancel();
        reject(cause);
      },
    );
  });
}
