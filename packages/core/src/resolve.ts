import { sameId } from './server.ts';

export type Lookup<T> =
  | { readonly kind: 'one'; readonly thing: T }
  /** `nearest` is the one thing whose name differs only in case or in surrounding space. */
  | { readonly kind: 'none'; readonly nearest: string | null }
  | { readonly kind: 'many'; readonly ids: readonly string[] };

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * The thing that a person's text names. An id wins over a name, so that nobody can shadow a vault by giving another one its
 * id for a name; names are compared exactly and are not unique, so several of one name are an error that lists their ids.
 */
export function lookUp<T extends Named>(text: string, things: readonly T[]): Lookup<T> {
  const byId = things.find((thing) => sameId(thing.id, text));
  if (byId !== undefined) return { kind: 'one', thing: byId };
  const named = things.filter((thing) => thing.name === text);
  const [thing] = named;
  if (thing === undefined) return { kind: 'none', nearest: nearestName(text, things) };
  return named.length === 1 ? { kind: 'one', thing } : { kind: 'many', ids: named.map(({ id }) => id) };
}

function nearestName(text: string, things: readonly Named[]): string | null {
  const fold = (name: string): string => name.trim().toLowerCase();
  const near = things.filter((thing) => fold(thing.name) === fold(text));
  return near.length === 1 ? (near[0]?.name ?? null) : null;
}
