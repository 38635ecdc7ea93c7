/** Whether a value out of JSON is of a type. */
export type Guard<T> = (value: unknown) => value is T;

/** Absent and null read the same: servers of several ages answer here. */
export type Optional<T> = T | null | undefined;

export const isText: Guard<string> = (value) => typeof value === 'string';

export const isNumber: Guard<number> = (value) => typeof value === 'number';

export const isObject: Guard<Readonly<Record<string, unknown>>> = (
  value,
): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isOptional =
  <T>(is: Guard<T>): Guard<Optional<T>> =>
  (value): value is Optional<T> =>
    value === undefined || value === null || is(value);

export const isListOf =
  <T>(is: Guard<T>): Guard<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(is);

/** Of the keys that it names each must be right; others are left alone. */
export const isShape =
  <T>(shape: { readonly [K in keyof T]-?: Guard<T[K]> }): Guard<T> =>
  (value): value is T =>
    isObject(value) && Object.entries<Guard<unknown>>(shape).every(([key, is]) => is(value[key]));
