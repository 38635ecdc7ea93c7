import type { FailureOf } from '@connect-token/core';

/** The store can't be read or written: what was asked of it has changed nothing. The message says why, in plain words. */
export class StoreUnavailable extends Error {
  readonly failure: FailureOf<'STORE_UNAVAILABLE'>;

  constructor(why: string, cause?: unknown) {
    super(why, { cause });
    this.name = 'StoreUnavailable';
    this.failure = { code: 'STORE_UNAVAILABLE', cause: why };
  }
}
