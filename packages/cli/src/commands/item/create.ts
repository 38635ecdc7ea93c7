import { err, type Failure, isNonEmpty, ok } from '@connect-token/core';
import type { AccountWork } from '../../command.ts';
import { parseCategory } from '../../items/category.ts';
import { newDraft } from '../../items/draft.ts';
import { printDraft, printItem } from '../../items/print-item.ts';
import { readOrder } from '../../items/read-order.ts';
import { failuresOf, sourceOf } from '../../items/source.ts';
import { findVault } from '../../op/lookup.ts';

export const createItem: AccountWork = async (args, session) => {
  const order = await readOrder(args, args.positional, session.io);
  if (!order.ok) return order;
  const text = args.text('category');
  const named = text === undefined ? ok(order.value.template?.category ?? null) : parseCategory(text);
  const failures: Failure[] = named.ok ? [] : [named.error];
  if (named.ok && named.value === null) failures.push(NO_CATEGORY);
  if (isNonEmpty(failures)) return err(failures);
  if (!named.ok || named.value === null) throw new Error('invariant: a category that was checked');
  const items = await session.items();
  if (!items.ok) return items;
  const vaultText = args.needed('vault');
  const vault = await findVault(sourceOf(items.value), vaultText);
  if (!vault.ok) return err(failuresOf(vault.error, vaultText));
  const favorite = args.has('favorite');
  const draft = await newDraft(named.value, args, order.value);
  if (!draft.ok) return err([draft.error]);
  const wanted = { ...draft.value, favorite: draft.value.favorite || favorite };
  if (args.has('dry-run')) {
    printDraft(vault.value, wanted, '', session);
    return ok('done');
  }
  const made = await items.value.create(vault.value.id, wanted);
  if (!made.ok) return made;
  return printItem(items.value, made.value, session);
};

const NO_CATEGORY: Failure = {
  code: 'USAGE_INVALID',
  problem: 'neither `--category` nor a template says what the item is',
  instead: 'connect item create --category login',
};
