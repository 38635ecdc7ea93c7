import { ok, quote } from '@connect-token/core';
import type { AccountWork } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { namesOf } from '../../input-names.ts';
import { foundItems } from '../../items/find-item.ts';

/** All of them are found before the first is deleted. */
export const deleteItems: AccountWork = async (args, session) => {
  const [names, items] = [await namesOf(args.first(), session.io), await session.items()];
  if (!names.ok) return names;
  if (!items.ok) return items;
  const found = await foundItems(items.value, names.value, args.text('vault'));
  if (!found.ok) return found;
  const [first, ...others] = found.value;
  if (first === undefined) throw new Error('invariant: a name at least');
  const what =
    others.length === 0
      ? `the item ${quote(first.item.title)} of the vault ${quote(first.vault.name)}`
      : `${found.value.length} items`;
  const sure = await confirm(session, `deleting ${what} for ever`);
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  for (const { vault, item } of found.value) {
    const deleted = await items.value.delete({ vaultId: vault.id, itemId: item.id });
    if (!deleted.ok) return deleted;
  }
  return ok('done');
};
