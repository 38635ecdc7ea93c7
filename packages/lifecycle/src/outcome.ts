import type { Failure, NonEmpty, Result } from '@connect-token/core';

/** What a step of a mint comes to. */
export type Outcome<T> = Result<T, NonEmpty<Failure>>;
