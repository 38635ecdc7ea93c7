import { err, foldAscii, ok, type Result, sameId } from '@connect-token/core';
import type { NamedNoun, OpFailure } from './failure.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * The one thing that a text names: by its id, else by its name, else by its name in another case, because references don't tell
 * upper from lower case. Several of one name are never chosen from. Fails with `UNKNOWN` and `AMBIGUOUS`.
 * Source: 1password.dev, "Secret reference syntax".
 */
export function findNamed<T extends Named>(
  text: string,
  things: readonly T[],
  { noun, where }: { readonly noun: NamedNoun; readonly where: string },
): Result<T, OpFailure> {
  const folded = foldAscii(text);
  const ways = [
    (thing: T) => sameId(thing.id, text),
    (thing: T) => thing.name === text,
    (thing: T) => foldAscii(thing.name) === folded,
  ];
  for (const way of ways) {
    const [thing, ...more] = things.filter(way);
    if (thing === undefined) continue;
    if (more.length === 0) return ok(thing);
    return err({ code: 'AMBIGUOUS', noun, text, ids: [thing, ...more].map(({ id }) => id) });
  }
  return err({ code: 'UNKNOWN', noun, text, where });
}
