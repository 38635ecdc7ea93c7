/** What a rule answers: the value, or why there is none. Failures are values; only a broken invariant throws. */
export type Result<T, E> = Ok<T> | Err<E>;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

export const err = <E>(error: E): Err<E> => ({ ok: false, error });

/** At least one, so that "failed without a reason" can't be said. */
export type NonEmpty<T> = readonly [T, ...T[]];

export function isNonEmpty<T>(values: readonly T[]): values is NonEmpty<T> {
  return values.length > 0;
}

/** `map` that keeps the proof. */
export function mapNonEmpty<T, U>([first, ...others]: NonEmpty<T>, change: (value: T) => U): NonEmpty<U> {
  return [change(first), ...others.map(change)];
}
