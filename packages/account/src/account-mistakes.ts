import { VAULT_TYPES } from '@connect-token/core';
import { type DraftPart, partsOf, textOf } from './draft.ts';
import { type Finder, finderOf, type NameableThing } from './finder.ts';
import { type GrantRules, type NameableVault, parseGrantEntry } from './grant-entry.ts';
import { groupMistakes } from './group-mistakes.ts';
import { itemMistakes } from './items/item-mistakes.ts';
import { type Mistake, repeated, within } from './mistake.ts';
import { referenceMistakes } from './reference.ts';

/**
 * What is wrong between the parts of an account file: ids that stand twice, references to nothing. The content may be malformed
 * itself; what can't be read is passed over here, because it is reported where it stands.
 */
export function accountMistakes(content: unknown, rules: GrantRules): readonly Mistake[] {
  const vaults = partsOf(content, 'vaults');
  const servers = partsOf(content, 'servers');
  const people = partsOf(content, 'people');
  const groups = partsOf(content, 'groups');
  const items = vaults.flatMap((vault) =>
    partsOf(vault.value, 'items').map((item) => ({ ...item, path: [...vault.path, ...item.path] })),
  );
  const findVault = finderOf(vaults.map(nameableVault));
  const findGroup = finderOf(groups.map(nameableThing));
  const findPerson = finderOf(people.map(nameableThing));
  return [
    ...repeatedIds('vault', vaults),
    ...repeatedIds('item', items),
    ...repeatedIds(
      'file',
      items.flatMap((item) =>
        partsOf(item.value, 'files').map((file) => ({ ...file, path: [...item.path, ...file.path] })),
      ),
    ),
    ...repeatedIds('server', servers),
    ...repeatedIds('person', people),
    ...repeatedIds('group', groups),
    ...items.flatMap(({ path, value }) => within(path, itemMistakes(value))),
    ...servers.flatMap(({ path, value }) => within(path, grantMistakes(value, findVault, rules))),
    ...servers.flatMap(({ path, value }) =>
      within(path, referenceMistakes('group', partsOf(value, 'managers'), findGroup)),
    ),
    ...groupMistakes(groups, findPerson),
    ...referenceMistakes('group', partsOf(content, 'managers'), findGroup),
  ];
}

const repeatedIds = (noun: string, parts: readonly DraftPart[]): readonly Mistake[] =>
  repeated(
    parts.map(({ path, value }) => ({ path: [...path, 'id'], text: textOf(value, 'id') })),
    (id) => `the id \`${id}\` belongs to another ${noun} already`,
  );

function nameableVault({ value }: DraftPart): NameableVault {
  const type = VAULT_TYPES.find((known) => known === textOf(value, 'type'));
  return { id: textOf(value, 'id'), name: textOf(value, 'name') ?? '', type: type ?? 'USER_CREATED' };
}

function grantMistakes(
  server: unknown,
  findVault: Finder<NameableVault>,
  rules: GrantRules,
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const granted = new Set<number>();
  for (const { path, value: entry } of partsOf(server, 'vaults')) {
    if (typeof entry !== 'string') continue;
    const grant = parseGrantEntry(entry, findVault, rules);
    if (!grant.ok) mistakes.push({ path, problem: grant.error });
    else if (granted.has(grant.value.vault))
      mistakes.push({ path, problem: 'the vault stands in this list already' });
    else granted.add(grant.value.vault);
  }
  return mistakes;
}

const nameableThing = ({ value }: DraftPart): NameableThing => ({
  id: textOf(value, 'id'),
  name: textOf(value, 'name') ?? '',
});
