import { err, ok } from '@connect-token/core';
import type { AccountWork } from '../../command.ts';
import { failuresOf, sourceOf } from '../../items/source.ts';
import { listed } from '../../items/words.ts';
import { printItems } from '../../op/print-items.ts';

export const listItems: AccountWork = async (args, session) => {
  const items = await session.items();
  if (!items.ok) return items;
  const vault = args.text('vault');
  const wanted = {
    vault,
    categories: listed(args, 'categories'),
    tags: listed(args, 'tags'),
    favorite: args.has('favorite'),
  };
  const printed = await printItems(sourceOf(items.value), wanted, session);
  return printed.ok ? ok('done') : err(failuresOf(printed.error, vault));
};
