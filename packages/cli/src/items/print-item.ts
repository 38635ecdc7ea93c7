import type { FullItem, ItemDraft, OwnedItems } from '@connect-token/account/items';
import { type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { Session } from '../command.ts';
import type { ApiVault } from '../op/connect-shape.ts';
import { printFound } from '../op/print-found.ts';
import { foundItem } from './find-item.ts';

const WHOLE = { otp: false, reveal: false, fields: [] };

/** The item as it is now, hidden values hidden; looked up again, for the references that lead to it. */
export async function printItem(
  items: OwnedItems,
  { id, vaultId }: FullItem,
  session: Session,
): Promise<Result<'done', NonEmpty<Failure>>> {
  const found = await foundItem(items, id, vaultId);
  if (!found.ok) return found;
  printFound(found.value, WHOLE, session);
  return ok('done');
}

/** What would be written; a value that would be made isn't there. */
export function printDraft(vault: ApiVault, draft: ItemDraft, id: string, session: Session): void {
  const item = {
    ...draft,
    id,
    vault: { id: vault.id },
    state: null,
    tags: [...draft.tags],
    urls: [...draft.urls],
    version: null,
    createdAt: null,
    updatedAt: null,
    lastEditedBy: null,
    sections: draft.sections.map((section) => ({ id: section.id ?? section.label, label: section.label })),
    fields: draft.fields.map((field) => ({
      id: field.id ?? field.label ?? '',
      label: field.label,
      type: field.type,
      purpose: field.purpose,
      section: field.sectionId,
      value: field.value,
      totp: null,
    })),
    files: [],
  };
  printFound({ vault, item, address: { vault: vault.id, item: id } }, WHOLE, session);
}
