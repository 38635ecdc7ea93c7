import type { Instant } from '@connect-token/core';

const compare = <T extends string | number>(one: T, other: T): number =>
  one < other ? -1 : one > other ? 1 : 0;

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Pages come by id, which tells a person nothing. */
export const byName = (one: Named, other: Named): number =>
  compare(one.name, other.name) || compare(one.id, other.id);

interface Dated {
  readonly id: string;
  readonly createdAt: Instant;
}

/** Oldest first. */
export const byAge = (one: Dated, other: Dated): number =>
  compare(one.createdAt, other.createdAt) || compare(one.id, other.id);
