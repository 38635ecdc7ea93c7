import type { FailureOf } from '@connect-token/core';

/**
 * The store can't be read or written, and the message says why, in plain words. What was asked of it has changed nothing, unless
 * `effect` is `unknown`: the answer to a commit was lost on the way, and only another look tells (F36).
 */
export class StoreUnavailable extends Error {
  readonly failure: FailureOf<'STORE_UNAVAILABLE'>;
  readonly effect: 'none' | 'unknown';

  constructor(why: string, cause?: unknown, effect: 'none' | 'unknown' = 'none') {
    super(why, { cause });
    this.name = 'StoreUnavailable';
    this.effect = effect;
    this.failure = { code: 'STORE_UNAVAILABLE', cause: why };
  }
}
