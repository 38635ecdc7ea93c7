import type { ThingRef } from './account-change.ts';
import { foldAscii } from './ascii.ts';

/** The entries that were matched. */
export const present = <T>(entries: readonly (T | undefined)[]): readonly T[] =>
  entries.filter((entry) => entry !== undefined);

/** What the positions of a list refer to. */
export const refsAt = (
  positions: readonly number[],
  entries: readonly ({ readonly ref: ThingRef } | undefined)[],
): readonly ThingRef[] => present(positions.map((position) => entries[position]?.ref));

/** What comes into a list. By sets, because a group may have ten thousand members. */
export const added = (after: readonly ThingRef[], before: readonly string[]): readonly ThingRef[] => {
  const known = new Set(before.map(foldAscii));
  return after.filter(({ id }) => !known.has(foldAscii(id)));
};

/** What is in a list and stays in it no longer; a thing that the account doesn't show any more goes by its id. */
export function gone(
  before: readonly string[],
  after: readonly ThingRef[],
  things: readonly ThingRef[],
): readonly ThingRef[] {
  const kept = new Set(after.map(({ id }) => foldAscii(id)));
  const names = new Map(things.map(({ id, name }) => [foldAscii(id), name]));
  return before
    .filter((id) => !kept.has(foldAscii(id)))
    .map((id) => ({ id, name: names.get(foldAscii(id)) ?? id }));
}
