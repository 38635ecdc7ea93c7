import type { Instant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Insertable } from 'kysely';
import type { AccountContent, VaultEntry } from './account-schema.ts';
import { newId, newServerId } from './identifier.ts';
import { itemContent } from './items/item-content.ts';
import type { ItemEntry } from './items/item-schema.ts';
import { sealItem } from './items/item-seal.ts';
import { planLimit } from './plan-rows.ts';
import type { SealingKey } from './seal.ts';

type RowsOf<T extends keyof Schema> = readonly Insertable<Schema[T]>[];

/** Every row that a new account begins with, in an order that keeps references whole. */
export interface AccountRows {
  readonly account: RowsOf<'account'>;
  readonly vault: RowsOf<'vault'>;
  readonly item: RowsOf<'item'>;
  readonly server: RowsOf<'server'>;
  readonly server_fixed_vault: RowsOf<'server_fixed_vault'>;
  readonly vault_grant: RowsOf<'vault_grant'>;
  readonly person: RowsOf<'person'>;
  readonly account_group: RowsOf<'account_group'>;
  readonly account_group_member: RowsOf<'account_group_member'>;
  readonly manager: RowsOf<'manager'>;
  readonly server_manager: RowsOf<'server_manager'>;
}

export interface NewAccount {
  readonly content: AccountContent;
  /** SHA-256 of the file, lower-case hex. */
  readonly fileHash: string;
  readonly sealingKey: SealingKey;
  /** Sealed. */
  readonly signingKey: Uint8Array;
  readonly now: Instant;
}

/** An id that the file gives is kept; the rest get theirs here. */
export function accountRows({ content, fileHash, sealingKey, signingKey, now }: NewAccount): AccountRows {
  const accountId = content.id ?? newId();
  const vaults = content.vaults.map((vault) => ({ ...vault, id: vault.id ?? newId() }));
  const servers = content.servers.map((server) => ({ ...server, id: server.id ?? newServerId() }));
  const groups = content.groups.map((group) => ({ ...group, id: group.id ?? newId() }));
  const people = content.people.map((person) => ({ ...person, id: person.id ?? newId() }));
  return {
    account: [
      {
        singleton: 1,
        id: accountId,
        name: content.name,
        file_hash: fileHash,
        created_at: now,
        signing_key: signingKey,
        plan_limit: planLimit(content.plan ?? { kind: 'unlimited' }),
      },
    ],
    vault: vaults.map((vault) => vaultRow(vault, now)),
    item: vaults.flatMap(({ id, items }) =>
      items.map((item) => itemRow(item, { vaultId: id, editedBy: accountId, sealingKey, now })),
    ),
    server: servers.map(({ id, name, fixed }) => ({ id, name, created_at: now, fixed: fixed ? 1 : 0 })),
    server_fixed_vault: servers
      .filter(({ fixed }) => fixed)
      .flatMap(({ id, grants }) =>
        (grants ?? []).map(({ vault }) => ({ server_id: id, vault_id: idAt(vaults, vault) })),
      ),
    vault_grant: servers.flatMap(({ id, grants }) =>
      (grants ?? []).map(({ vault, access }) => ({ server_id: id, vault_id: idAt(vaults, vault), access })),
    ),
    person: people.map(({ id, name }) => ({ id, name })),
    account_group: groups.map(({ id, name, type }) => ({ id, name, type })),
    account_group_member: groups.flatMap(({ id, members }) =>
      (members ?? []).map((member) => ({ group_id: id, person_id: idAt(people, member) })),
    ),
    manager: (content.managers ?? []).map((group) => ({ group_id: idAt(groups, group) })),
    server_manager: servers.flatMap(({ id, managers }) =>
      (managers ?? []).map((group) => ({ server_id: id, group_id: idAt(groups, group) })),
    ),
  };
}

function idAt(things: readonly { readonly id: string }[], position: number): string {
  const thing = things[position];
  if (thing === undefined) throw new Error('invariant: a reference to something that the file has');
  return thing.id;
}

const vaultRow = (
  { id, name, description, type }: VaultEntry & { readonly id: string },
  now: Instant,
): Insertable<Schema['vault']> => ({
  id,
  name,
  description,
  type,
  attribute_version: 1,
  content_version: 1,
  created_at: now,
  updated_at: now,
});

interface ItemSurroundings {
  readonly vaultId: string;
  readonly editedBy: string;
  readonly sealingKey: SealingKey;
  readonly now: Instant;
}

const FIRST_VERSION = 1;

function itemRow(
  item: ItemEntry,
  { vaultId, editedBy, sealingKey, now }: ItemSurroundings,
): Insertable<Schema['item']> {
  const id = item.id ?? newId();
  return {
    id,
    vault_id: vaultId,
    title: item.title,
    category: item.category,
    tags: JSON.stringify(item.tags),
    urls: JSON.stringify(
      item.urls.map(({ href, label, primary }) => ({ href, label: label ?? null, primary })),
    ),
    favorite: item.favorite ? 1 : 0,
    version: FIRST_VERSION,
    created_at: now,
    updated_at: now,
    edited_by: editedBy,
    sealed: sealItem(sealingKey, { vaultId, itemId: id, version: FIRST_VERSION }, itemContent(item)),
  };
}
