import { type Lookup, lookUp } from '@connect-token/core';
import { standInId } from './identifier.ts';

/** What a file gives a name and, if it likes, an id. */
export interface NameableThing {
  readonly id?: string | undefined;
  readonly name: string;
}

type Found<T> = Omit<T, 'id'> & { readonly id: string; readonly position: number };

/** The thing of a list that a text names, by its id or its name, with its position. */
export type Finder<T> = (text: string) => Lookup<Found<T>>;

/**
 * `lookUp` among ten thousand things, ten thousand times. Whatever it compares (ids, names, and names that differ in case or in the
 * space around them) has the same key, so that looking among the things of one key finds the same as among all.
 */
export function finderOf<T extends NameableThing>(things: readonly T[]): Finder<T> {
  const byKey = new Map<string, Found<T>[]>();
  for (const [position, thing] of things.entries()) {
    const found = { ...thing, id: thing.id ?? standInId(position), position };
    for (const key of new Set([keyOf(found.id), keyOf(found.name)])) {
      const others = byKey.get(key);
      if (others === undefined) byKey.set(key, [found]);
      else others.push(found);
    }
  }
  return (text) => lookUp(text, byKey.get(keyOf(text)) ?? []);
}

const keyOf = (text: string): string => text.trim().toLowerCase();
