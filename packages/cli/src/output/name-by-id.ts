import { foldAscii } from '@connect-token/core';

/** The names of things by id, in any case: a look-up each would be a search of ten thousand servers for each of their tokens. */
export function nameById(
  things: readonly { readonly id: string; readonly name: string }[],
): (id: string) => string | undefined {
  const names = new Map(things.map(({ id, name }) => [foldAscii(id), name]));
  return (id) => names.get(foldAscii(id));
}
