import { ok, quote, type Result } from '@connect-token/core';
import type { ItemSource } from './connect-api.ts';
import type { ApiItem, ApiItemOverview, ApiVault } from './connect-shape.ts';
import type { OpFailure } from './failure.ts';
import { findNamed, type Named } from './named.ts';

type Answer<T> = Promise<Result<T, OpFailure>>;

export interface FoundItem {
  readonly vault: ApiVault;
  readonly item: ApiItem;
  /** What names the vault, and the item within it, and nothing else: the name where it is the only one of its kind, else the id. */
  readonly address: { readonly vault: string; readonly item: string };
}

export interface ListedItem {
  readonly vault: ApiVault;
  readonly overview: ApiItemOverview;
}

/** A vault within the token's reach, by name or id. */
export async function findVault(api: ItemSource, text: string): Answer<ApiVault> {
  const vaults = await api.vaults();
  return vaults.ok
    ? findNamed(text, vaults.value, { noun: 'vault', where: 'what this token reaches' })
    : vaults;
}

/** The items of one vault, or of every vault within the token's reach; nothing of the archive. */
export async function listItems(
  api: ItemSource,
  vaultText: string | undefined,
): Answer<readonly ListedItem[]> {
  const vaults = await (vaultText === undefined ? api.vaults() : oneVault(api, vaultText));
  if (!vaults.ok) return vaults;
  const lists = await Promise.all(
    vaults.value.map(async (vault) => ({ vault, items: await api.items(vault.id) })),
  );
  const listed: ListedItem[] = [];
  for (const { vault, items } of lists) {
    if (!items.ok) return items;
    const inUse = items.value.filter(({ state }) => state === null);
    listed.push(...inUse.map((overview) => ({ vault, overview })));
  }
  return ok(listed);
}

/** An item by title or id. Without a vault it is looked for in all of them, and must be the only one. */
export async function findItem(
  api: ItemSource,
  text: string,
  vaultText: string | undefined,
): Answer<FoundItem> {
  const listed = await listItems(api, vaultText);
  if (!listed.ok) return listed;
  const things = listed.value.map((one) => ({ ...one, id: one.overview.id, name: one.overview.title }));
  const where =
    vaultText === undefined ? 'the vaults that this token reaches' : `the vault ${quote(vaultText)}`;
  const found = findNamed(text, things, { noun: 'item', where });
  if (!found.ok) return found;
  const { vault, overview } = found.value;
  const [vaults, item] = await Promise.all([api.vaults(), api.item(vault.id, overview.id)]);
  if (!vaults.ok) return vaults;
  if (!item.ok) return item;
  const siblings = things.filter((thing) => thing.vault.id === vault.id);
  const address = { vault: addressOf(vault, vaults.value), item: addressOf(found.value, siblings) };
  return ok({ vault, item: item.value, address });
}

const addressOf = ({ id, name }: Named, things: readonly Named[]): string => {
  const named = findNamed(name, things, { noun: 'item', where: '' });
  return named.ok && named.value.id === id ? name : id;
};

async function oneVault(api: ItemSource, text: string): Answer<readonly ApiVault[]> {
  const vault = await findVault(api, text);
  return vault.ok ? ok([vault.value]) : vault;
}
