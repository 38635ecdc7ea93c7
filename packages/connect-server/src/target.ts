import { err, ok, type Result } from '@connect-token/core';
import { ITEM_FILTERS, type ItemFilter, parseFilter, VAULT_FILTERS, type VaultFilter } from './filter.ts';
import type { Kind } from './path.ts';
import type { RefusalOf } from './refusal.ts';

/** What a call asks to see: well-formed, not yet allowed. */
export type Target =
  | { readonly kind: 'vaults'; readonly filter: VaultFilter | null }
  | { readonly kind: 'vault'; readonly vaultId: string }
  | { readonly kind: 'items'; readonly vaultId: string; readonly filter: ItemFilter | null }
  | { readonly kind: 'item'; readonly vaultId: string; readonly itemId: string };

/** A path's parts and the `filter`s of its query, decoded. */
export interface Address {
  readonly kind: Kind;
  readonly vaultId: string;
  readonly itemId: string;
  readonly filters: readonly string[];
}

export type TargetRefusal = RefusalOf<
  'VAULT_ID_MALFORMED' | 'ITEM_ID_MALFORMED' | 'FILTER_MALFORMED' | 'FILTER_REPEATED'
>;

export function parseTarget({ kind, vaultId, itemId, filters }: Address): Result<Target, TargetRefusal> {
  if (kind !== 'vaults' && !isId(vaultId)) return err({ code: 'VAULT_ID_MALFORMED' });
  switch (kind) {
    case 'vaults': {
      const filter = parseFilters(filters, VAULT_FILTERS);
      return filter.ok ? ok({ kind, filter: filter.value }) : filter;
    }
    case 'vault':
      return ok({ kind, vaultId });
    case 'items': {
      const filter = parseFilters(filters, ITEM_FILTERS);
      return filter.ok ? ok({ kind, vaultId, filter: filter.value }) : filter;
    }
    case 'item':
      return isId(itemId) ? ok({ kind, vaultId, itemId }) : err({ code: 'ITEM_ID_MALFORMED' });
  }
}

/** Ids of vaults and items as this API takes them: lower case only. Source: 1password.dev, "Connect Server API reference". */
export const isId = (text: string): boolean => /^[\da-z]{26}$/.test(text);

function parseFilters<A extends string>(
  texts: readonly string[],
  grammar: Parameters<typeof parseFilter<A>>[1],
): ReturnType<typeof parseFilter<A>> | Result<null, RefusalOf<'FILTER_REPEATED'>> {
  const [text, ...more] = texts;
  if (text === undefined) return ok(null);
  return more.length === 0 ? parseFilter(text, grammar) : err({ code: 'FILTER_REPEATED' });
}
