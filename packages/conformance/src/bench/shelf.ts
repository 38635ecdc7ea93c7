/** The vault that is read, and its items: as many as are asked for at a time, so that no two calls of one moment are the same. */
export const VAULT = 'production0000000000000000';
export const CALLERS = 32;

const NUMBER_LENGTH = 18;

export const ITEMS: readonly string[] = Array.from(
  { length: CALLERS },
  (_, n) => `database${String(n).padStart(NUMBER_LENGTH, '0')}`,
);
