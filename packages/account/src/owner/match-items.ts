import { err, type FailureOf, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import { groupBy } from '../group-by.ts';
import type { ItemOverview } from '../items/item.ts';
import type { ImportedItem } from './imported.ts';

export interface MatchedItem {
  readonly imported: ImportedItem;
  /** The item that it becomes; `null`: a new one. */
  readonly existing: ItemOverview | null;
}

type Refusal = FailureOf<'ITEM_INVALID'>;

/**
 * Which item of a vault each imported one is: by its id, or else by its title where that is nobody else's. An item is never two, and
 * of several with one title none is chosen.
 */
export function matchItems(
  imported: readonly ImportedItem[],
  existing: readonly ItemOverview[],
): Result<readonly MatchedItem[], NonEmpty<Refusal>> {
  const byId = new Map(existing.map((item) => [item.id, item]));
  const ids = new Set(imported.flatMap(({ id }) => id ?? []));
  const byTitle = groupBy(
    existing.filter(({ id }) => !ids.has(id)),
    ({ title }) => title,
  );
  const strangers = imported.filter(({ id }) => id === null || !byId.has(id));
  const titles = groupBy(strangers, ({ draft }) => draft.title);
  const refusals: Refusal[] = [];
  const matched = imported.map((item): MatchedItem => {
    const own = item.id === null ? undefined : byId.get(item.id);
    if (own !== undefined) return { imported: item, existing: own };
    const { title } = item.draft;
    const candidates = byTitle.get(title) ?? [];
    const [candidate, ...others] = candidates;
    if (candidate === undefined) return { imported: item, existing: null };
    const rivals = titles.get(title) ?? [];
    if (others.length > 0) refusals.push(refusal(title, `is the title of ${candidates.length} items`));
    else if (rivals.length > 1) refusals.push(refusal(title, `would be ${rivals.length} items of the file`));
    return { imported: item, existing: candidate };
  });
  return isNonEmpty(refusals) ? err(refusals) : ok(matched);
}

const refusal = (item: string, problem: string): Refusal => ({
  code: 'ITEM_INVALID',
  item,
  path: 'title',
  problem: `${problem}: give each its id`,
});

/** Items of one import that bear the id of another: ids are the account's, whatever the vault. */
export function repeatedIds(imported: readonly ImportedItem[]): readonly Refusal[] {
  const seen = new Set<string>();
  return imported.flatMap(({ id, draft }): readonly Refusal[] => {
    if (id === null) return [];
    if (seen.has(id))
      return [
        { code: 'ITEM_INVALID', item: draft.title, path: 'id', problem: 'belongs to another item already' },
      ];
    seen.add(id);
    return [];
  });
}
