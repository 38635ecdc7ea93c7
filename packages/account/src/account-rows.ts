import type { Instant } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Insertable } from 'kysely';
import type { AccountContent, VaultEntry } from './account-schema.ts';
import { newId, newServerId } from './identifier.ts';
import { fileRow } from './items/file-rows.ts';
import type { ItemOverview } from './items/item.ts';
import { itemParts } from './items/item-content.ts';
import type { ItemEntry } from './items/item-schema.ts';
import { sealItem } from './items/item-seal.ts';
import { itemRow } from './items/item-writes.ts';
import { sealedFile } from './items/new-file.ts';
import { planLimit } from './plan-rows.ts';
import type { SealingKey } from './seal.ts';
import type { Sealing } from './sealing.ts';

type RowsOf<T extends keyof Schema> = readonly Insertable<Schema[T]>[];

/** Every row that a new account begins with, in an order that keeps references whole. */
export interface AccountRows {
  readonly account: RowsOf<'account'>;
  readonly vault: RowsOf<'vault'>;
  readonly item: RowsOf<'item'>;
  readonly item_file: RowsOf<'item_file'>;
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
  const surroundings = { editedBy: accountId, sealing: { current: sealingKey, previous: null }, now };
  const items = vaults.flatMap(({ id, items: entries }) =>
    entries.map((entry) => rowsOfItem(entry, { ...surroundings, vaultId: id })),
  );
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
    item: items.map(({ item }) => item),
    item_file: items.flatMap(({ files }) => files),
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
  readonly sealing: Sealing;
  readonly now: Instant;
}

interface RowsOfItem {
  readonly item: Insertable<Schema['item']>;
  readonly files: RowsOf<'item_file'>;
}

function rowsOfItem(entry: ItemEntry, { vaultId, editedBy, sealing, now }: ItemSurroundings): RowsOfItem {
  const { title, category, tags, favorite } = entry;
  const { content, files } = itemParts(entry);
  const place = { vaultId, itemId: entry.id ?? newId(), version: 1 };
  const overview: ItemOverview = {
    id: place.itemId,
    vaultId,
    title,
    category,
    tags,
    urls: entry.urls.map(({ href, label, primary }) => ({ href, label: label ?? null, primary })),
    favorite,
    version: place.version,
    createdAt: now,
    updatedAt: now,
    lastEditedBy: editedBy,
  };
  return {
    item: itemRow({ overview, sealed: sealItem(sealing, place, content) }),
    files: files.map((file, position) =>
      fileRow(place.itemId, sealedFile(sealing, place, file), position, now),
    ),
  };
}
