/** A mistake at a place of a file, as a path of keys and positions. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  readonly problem: string;
}

export const within = (
  parent: readonly (string | number)[],
  mistakes: readonly Mistake[],
): readonly Mistake[] => mistakes.map(({ path, problem }) => ({ path: [...parent, ...path], problem }));

interface PlacedText {
  readonly path: readonly (string | number)[];
  readonly text: string | undefined;
}

/** Each text that stood before, at the place where it stands again. */
export function repeated(
  texts: readonly PlacedText[],
  describeRepeated: (text: string) => string,
): readonly Mistake[] {
  const seen = new Set<string>();
  const mistakes: Mistake[] = [];
  for (const { path, text } of texts) {
    if (text === undefined) continue;
    if (seen.has(text)) mistakes.push({ path, problem: describeRepeated(text) });
    seen.add(text);
  }
  return mistakes;
}
