import type { ImportedVault } from '@connect-token/account/items';
import { err, type Failure, isNonEmpty, type NonEmpty, ok, plain, quote } from '@connect-token/core';
import type { ReadFile } from './import-file.ts';
import { readJsonValues } from './json-values.ts';
import { importedItem, type OpItem, opItem } from './op-item.ts';
import { malformed, mistakesOf } from './read-template.ts';

/** What `op item get` and `op item list` print: one item, an array, or one behind the other. */
export function readOpItems(path: string, text: string): ReadFile {
  const values = readJsonValues(text);
  if (!values.ok) return err([malformed(path, values.error.line, 'this is not JSON')]);
  const failures: Failure[] = [];
  const items: OpItem[] = [];
  for (const { value, line } of values.value) {
    const list = Array.isArray(value) ? value : [value];
    for (const [index, each] of list.entries()) {
      const parsed = opItem.safeParse(each);
      const within = Array.isArray(value) ? `[${index}]` : '';
      if (parsed.success) items.push(parsed.data);
      else failures.push(...mistakesOf(path, line, within, parsed.error));
    }
  }
  if (isNonEmpty(failures)) return err(failures.length > MISTAKES_MAX ? cut(failures) : failures);
  const active = items.filter(({ state }) => !state || state === 'ACTIVE');
  return ok({ vaults: vaultsOf(active), notes: notesOf(items, active) });
}

/** More mistakes than this are one: the wrong file. */
const MISTAKES_MAX = 50;

function cut(failures: NonEmpty<Failure>): NonEmpty<Failure> {
  const [first, ...others] = failures;
  const more = `${failures.length - MISTAKES_MAX} more mistakes of the file are not shown`;
  return [
    first,
    ...others.slice(0, MISTAKES_MAX - 1),
    { code: 'USAGE_INVALID', problem: more, instead: null },
  ];
}

/** Items by their vaults, in the order in which they come. */
function vaultsOf(items: readonly OpItem[]): readonly ImportedVault[] {
  const byVault = new Map<string, OpItem[]>();
  for (const item of items) {
    const others = byVault.get(item.vault.id);
    if (others === undefined) byVault.set(item.vault.id, [item]);
    else others.push(item);
  }
  return [...byVault].map(([id, list]) => ({
    id: /^[a-z0-9]{26}$/.test(id) ? id : null,
    // An older `op` leaves the name out.
    name: list.find(({ vault }) => vault.name)?.vault.name ?? id,
    description: '',
    type: 'USER_CREATED',
    items: list.map(importedItem),
  }));
}

function notesOf(items: readonly OpItem[], active: readonly OpItem[]): readonly string[] {
  const archived = items.length - active.length;
  const bare = active.filter(({ fields }) => !fields).length;
  return [
    ...active.flatMap(({ title, files }) =>
      files && files.length > 0
        ? [
            `the ${counted(files.length, 'file')} of ${quote(title)} can not be imported: \`op\` does not print them`,
          ]
        : [],
    ),
    ...(archived > 0 ? [`${counted(archived, 'archived or deleted item')} left out`] : []),
    ...(bare > 0
      ? [`${counted(bare, 'item')} without fields, as a list prints them: those that are there keep theirs`]
      : []),
  ].map(plain);
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
