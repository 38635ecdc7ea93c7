import type { ItemFilter } from '../connect-access.ts';
import type { ItemOverview } from './item.ts';

/** Whether an item is one that is asked for: texts of titles are compared as they are, tags as whole tags. */
export function matchesFilter(
  { title, tags }: Pick<ItemOverview, 'title' | 'tags'>,
  filter: ItemFilter | null,
): boolean {
  switch (filter?.attribute) {
    case undefined:
      return true;
    case 'tag':
      return tags.includes(filter.text);
    case 'title':
      return filter.operator === 'eq' ? title === filter.text : title.includes(filter.text);
  }
}
