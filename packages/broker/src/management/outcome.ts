import { type CallFailure, err, type Failure, ok, type Result } from '@connect-token/core';

export const map = <T, U>(result: Result<T, CallFailure>, change: (value: T) => U): Result<U, CallFailure> =>
  result.ok ? ok(change(result.value)) : result;

/** The one row that is meant, or why there is none. */
export function found<T, U>(
  rows: Result<readonly T[], CallFailure>,
  isIt: (row: T) => boolean,
  format: (row: T) => U,
  unknown: Failure,
): Result<U, CallFailure> {
  if (!rows.ok) return rows;
  const row = rows.value.find(isIt);
  return row === undefined ? err({ effect: 'none', failure: unknown }) : ok(format(row));
}
