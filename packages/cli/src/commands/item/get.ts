import { err, ok } from '@connect-token/core';
import type { AccountWork } from '../../command.ts';
import { namesOf } from '../../input-names.ts';
import { foundItems } from '../../items/find-item.ts';
import { failuresOf } from '../../items/source.ts';
import { listed } from '../../items/words.ts';
import { printFound } from '../../op/print-found.ts';

export const getItem: AccountWork = async (args, session) => {
  const [names, items] = [await namesOf(args.first(), session.io), await session.items()];
  if (!names.ok) return names;
  if (!items.ok) return items;
  const vault = args.text('vault');
  const found = await foundItems(items.value, names.value, vault);
  if (!found.ok) return found;
  const wanted = { otp: args.has('otp'), reveal: args.has('reveal'), fields: listed(args, 'fields') };
  for (const item of found.value) {
    const printed = printFound(item, wanted, session);
    if (!printed.ok) return err(failuresOf(printed.error, vault));
  }
  return ok('done');
};
