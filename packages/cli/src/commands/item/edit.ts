import { draftOf } from '@connect-token/account/items';
import { err, ok } from '@connect-token/core';
import type { AccountWork } from '../../command.ts';
import { editedDraft } from '../../items/draft.ts';
import { foundItem } from '../../items/find-item.ts';
import { printDraft, printItem } from '../../items/print-item.ts';
import { readOrder } from '../../items/read-order.ts';

export const editItem: AccountWork = async (args, session) => {
  const order = await readOrder(args, args.positional.slice(1), session.io);
  if (!order.ok) return order;
  const items = await session.items();
  if (!items.ok) return items;
  const found = await foundItem(items.value, args.first(), args.text('vault'));
  if (!found.ok) return found;
  const { vault, item } = found.value;
  const before = await items.value.item(vault.id, item.id);
  if (!before.ok) return before;
  const draft = await editedDraft(draftOf(before.value), args, order.value);
  if (!draft.ok) return err([draft.error]);
  if (args.has('dry-run')) {
    printDraft(vault, draft.value, item.id, session);
    return ok('done');
  }
  const address = { vaultId: vault.id, itemId: item.id };
  const changed = await items.value.replace(address, before.value.version, draft.value);
  if (!changed.ok) return changed;
  return printItem(items.value, changed.value, session);
};
