import type { ItemOverview } from '@connect-token/account';
import type { Secret } from '@connect-token/core';
import { formatOverview } from './format.ts';

/** What a call that isn't refused is answered with. */
export type Answer =
  | { readonly kind: 'json'; readonly body: unknown; readonly contentRange?: string }
  /** A JSON array in pieces, each short enough to be written without holding other calls up. */
  | { readonly kind: 'pieces'; readonly texts: AsyncIterable<string> }
  | { readonly kind: 'file'; readonly name: string; readonly content: Secret<Uint8Array> }
  | { readonly kind: 'nothing' };

/**
 * The answer to a list that comes in slices. The first two are waited for: a store that is away is told with a status then, and a
 * list of one slice, which most are, goes out whole, with its length.
 */
export async function answerItems(slices: AsyncIterable<readonly ItemOverview[]>): Promise<Answer> {
  const rest = slices[Symbol.asyncIterator]();
  const first = await rest.next();
  if (first.done === true) return { kind: 'json', body: [] };
  const second = await rest.next();
  if (second.done === true) return { kind: 'json', body: first.value.map(formatOverview) };
  return { kind: 'pieces', texts: writeArray([first.value, second.value], rest) };
}

async function* writeArray(
  begun: readonly (readonly ItemOverview[])[],
  rest: AsyncIterator<readonly ItemOverview[]>,
): AsyncGenerator<string> {
  try {
    let before = '[';
    for (const slice of begun) {
      if (slice.length === 0) continue;
      yield before + writeSlice(slice);
      before = ',';
    }
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      if (next.value.length === 0) continue;
      yield before + writeSlice(next.value);
      before = ',';
    }
    yield before === '[' ? '[]' : ']';
  } finally {
    // A client that went away ends the reading as well.
    await rest.return?.();
  }
}

const writeSlice = (items: readonly ItemOverview[]): string =>
  items.map((item) => JSON.stringify(formatOverview(item))).join(',');
