import type { OwnedItems } from '@connect-token/account/items';
import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import { type FoundItem, findItem } from '../op/lookup.ts';
import { failuresOf, sourceOf } from './source.ts';

/** The item of that title or id, in one vault or in all of them. */
export async function foundItem(
  items: OwnedItems,
  text: string,
  vault: string | undefined,
): Promise<Result<FoundItem, NonEmpty<Failure>>> {
  const found = await findItem(sourceOf(items), text, vault);
  return found.ok ? ok(found.value) : err(failuresOf(found.error, vault));
}

/** Several, each of them there: what one of them fails with keeps all of them as they are. */
export async function foundItems(
  items: OwnedItems,
  texts: readonly string[],
  vault: string | undefined,
): Promise<Result<readonly FoundItem[], NonEmpty<Failure>>> {
  const found: FoundItem[] = [];
  for (const text of texts) {
    const item = await foundItem(items, text, vault);
    if (!item.ok) return item;
    found.push(item.value);
  }
  return ok(found);
}
