import type { VaultOverview } from '@connect-token/account';
import type { FullItem, ItemOverview } from '@connect-token/account/items';
import type { ApiItem, ApiItemOverview, ApiVault } from '../op/connect-shape.ts';
import { formatTime } from '../output/time.ts';

/** Vaults and items of the account in the form in which the stand-in for `op` reads them from a Connect server. */
export const apiVaultOf = (vault: VaultOverview): ApiVault => ({
  ...vault,
  createdAt: formatTime(vault.createdAt),
  updatedAt: formatTime(vault.updatedAt),
});

export const apiOverviewOf = (item: ItemOverview): ApiItemOverview => ({
  id: item.id,
  title: item.title,
  vault: { id: item.vaultId },
  category: item.category,
  state: null,
  urls: item.urls.map(({ href, label, primary }) => ({ href, label, primary })),
  favorite: item.favorite,
  tags: [...item.tags],
  version: item.version,
  createdAt: formatTime(item.createdAt),
  updatedAt: formatTime(item.updatedAt),
  lastEditedBy: item.lastEditedBy,
});

export const apiItemOf = (item: FullItem): ApiItem => ({
  ...apiOverviewOf(item),
  sections: item.sections.map(({ id, label }) => ({ id, label })),
  fields: item.fields.map(({ id, label, type, purpose, sectionId, value, code }) => ({
    id,
    label,
    type,
    purpose,
    section: sectionId,
    value,
    totp: code,
  })),
  files: item.files.map(({ id, name, size, sectionId }) => ({ id, name, size, section: sectionId })),
});
