/** A part of a file that may be malformed: what can't be read as what it should be reads as nothing. */
export interface DraftPart {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** The elements of a list under a key, each with its path from `parent`. */
export function partsOf(parent: unknown, key: string): readonly DraftPart[] {
  const list = memberOf(parent, key);
  return Array.isArray(list) ? list.map((value: unknown, index) => ({ path: [key, index], value })) : [];
}

export function textOf(parent: unknown, key: string): string | undefined {
  const text = memberOf(parent, key);
  return typeof text === 'string' ? text : undefined;
}

export const memberOf = (parent: unknown, key: string): unknown =>
  typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
    ? (parent as Readonly<Record<string, unknown>>)[key]
    : undefined;
