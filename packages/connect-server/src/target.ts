import type { ItemFilter } from '@connect-token/account';
import { err, ok, type Result } from '@connect-token/core';
import { ID_PATTERN } from '@connect-token/protocol/connect';
import type { Address } from './address.ts';
import {
  type Page,
  parseInline,
  parseItemFilter,
  parsePage,
  parseVaultName,
  type QueryRefusal,
} from './query.ts';
import type { RefusalOf } from './refusal.ts';

interface InVault {
  readonly vaultId: string;
}

interface InItem extends InVault {
  readonly itemId: string;
}

interface InFile extends InItem {
  readonly fileId: string;
}

/** What a call asks to see: well-formed, not yet allowed. */
export type ReadTarget =
  | { readonly operation: 'listVaults'; readonly name: string | null }
  | ({ readonly operation: 'getVault' } & InVault)
  | ({ readonly operation: 'listItems'; readonly filter: ItemFilter | null } & InVault)
  | ({ readonly operation: 'getItem' } & InItem)
  | ({ readonly operation: 'listFiles'; readonly inline: boolean } & InItem)
  | ({ readonly operation: 'getFile'; readonly inline: boolean } & InFile)
  | ({ readonly operation: 'getFileContent' } & InFile)
  | { readonly operation: 'listActivity'; readonly page: Page };

/** What it asks to change; to what, its body says. */
export type ChangeTarget =
  | ({ readonly operation: 'createItem' } & InVault)
  | ({ readonly operation: 'replaceItem' | 'patchItem' | 'deleteItem' } & InItem);

export type Target = ReadTarget | ChangeTarget;

export type TargetRefusal =
  | RefusalOf<'VAULT_ID_MALFORMED' | 'ITEM_ID_MALFORMED' | 'FILE_ID_MALFORMED'>
  | QueryRefusal;

export function parseTarget(address: Address): Result<Target, TargetRefusal> {
  const { operation, query, vaultId } = address;
  if (operation === 'listVaults') return given(parseVaultName(query), (name) => ({ operation, name }));
  if (operation === 'listActivity') return given(parsePage(query), (page) => ({ operation, page }));
  if (!isId(vaultId)) return err({ code: 'VAULT_ID_MALFORMED' });
  if (operation === 'getVault' || operation === 'createItem') return ok({ operation, vaultId });
  if (operation === 'listItems')
    return given(parseItemFilter(query), (filter) => ({ operation, vaultId, filter }));
  return parseItemTarget({ ...address, operation });
}

type ItemOperation = Extract<Target, InItem>['operation'];

function parseItemTarget({
  operation,
  query,
  vaultId,
  itemId,
  fileId,
}: Address & { readonly operation: ItemOperation }): Result<Target, TargetRefusal> {
  if (!isId(itemId)) return err({ code: 'ITEM_ID_MALFORMED' });
  const item = { vaultId, itemId };
  switch (operation) {
    case 'getItem':
    case 'replaceItem':
    case 'patchItem':
    case 'deleteItem':
      return ok({ operation, ...item });
    case 'listFiles':
      return given(parseInline(query), (inline) => ({ operation, ...item, inline }));
    case 'getFile':
      if (!isId(fileId)) return err({ code: 'FILE_ID_MALFORMED' });
      return given(parseInline(query), (inline) => ({ operation, ...item, fileId, inline }));
    case 'getFileContent':
      return isId(fileId) ? ok({ operation, ...item, fileId }) : err({ code: 'FILE_ID_MALFORMED' });
  }
}

/** Ids of vaults, items and files as this API takes them: lower case only. Source: 1password.dev, "Connect Server API reference". */
export const isId = (text: string): boolean => ID_PATTERN.test(text);

const given = <T>(
  parsed: Result<T, QueryRefusal>,
  target: (value: T) => Target,
): Result<Target, QueryRefusal> => (parsed.ok ? ok(target(parsed.value)) : parsed);

/** Of an item, and of nothing else: what is shown of a file is read by itself. */
export const readsItem = (
  target: Target,
): target is Extract<Target, { readonly operation: 'getItem' | 'listFiles' }> =>
  target.operation === 'getItem' || target.operation === 'listFiles';

export function isChange(target: Target): target is ChangeTarget {
  switch (target.operation) {
    case 'createItem':
    case 'replaceItem':
    case 'patchItem':
    case 'deleteItem':
      return true;
    case 'listVaults':
    case 'getVault':
    case 'listItems':
    case 'getItem':
    case 'listFiles':
    case 'getFile':
    case 'getFileContent':
    case 'listActivity':
      return false;
  }
}
