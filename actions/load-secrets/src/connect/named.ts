import { foldAscii, type Lookup, lookUp } from '@connect-token/core';

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * The one thing that a text names: by its id, else by its name, else by its name in another case, because references don't tell
 * upper from lower case. Several of one name are never chosen from. Source: 1password.dev, "Secret reference syntax".
 */
export function findNamed<T extends Named>(text: string, things: readonly T[]): Lookup<T> {
  const exact = lookUp(text, things);
  if (exact.kind !== 'none') return exact;
  const folded = foldAscii(text);
  const [thing, ...more] = things.filter(({ name }) => foldAscii(name) === folded);
  if (thing === undefined) return { kind: 'none', nearest: nearestName(folded, things) };
  return more.length === 0
    ? { kind: 'one', thing }
    : { kind: 'many', ids: [thing, ...more].map(({ id }) => id) };
}

/** Longer names aren't compared: it takes time with the square of their length. */
const COMPARED_MAX = 64;

/** The name with the fewest letters to change, where those are few. */
function nearestName(folded: string, things: readonly Named[]): string | null {
  if (folded.length > COMPARED_MAX) return null;
  const allowed = folded.length < 4 ? 1 : 2;
  let best: { readonly name: string; readonly changes: number } | null = null;
  for (const { name } of things) {
    if (Math.abs(name.length - folded.length) > allowed) continue;
    const changes = changesBetween(folded, foldAscii(name));
    if (changes <= allowed && (best === null || changes < best.changes)) best = { name, changes };
  }
  return best?.name ?? null;
}

/** How many letters have to be added, taken away or replaced (Levenshtein). */
function changesBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1);
      line.push(Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, replaced));
    }
    above = line;
  }
  return above[other.length] ?? 0;
}
