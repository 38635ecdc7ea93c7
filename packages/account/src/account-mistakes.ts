import { VAULT_TYPES } from '@connect-token/core';
import { type DraftPart, partsOf, textOf } from './draft.ts';
import { type GrantRules, type NameableVault, parseGrantEntry } from './grant-entry.ts';
import { groupMistakes } from './group-mistakes.ts';
import { itemMistakes } from './item-mistakes.ts';
import { type Mistake, repeated, within } from './mistake.ts';
import { type NameableThing, referenceMistakes } from './reference.ts';

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
  const nameable = vaults.map(nameableVault);
  const nameableGroups = groups.map(nameableThing);
  return [
    ...repeatedIds('vault', vaults),
    ...repeatedIds('item', items),
    ...repeatedIds('server', servers),
    ...repeatedIds('person', people),
    ...repeatedIds('group', groups),
    ...items.flatMap(({ path, value }) => within(path, itemMistakes(value))),
    ...servers.flatMap(({ path, value }) => within(path, grantMistakes(value, nameable, rules))),
    ...servers.flatMap(({ path, value }) =>
      within(path, referenceMistakes('group', partsOf(value, 'managers'), nameableGroups)),
    ),
    ...groupMistakes(groups, people.map(nameableThing)),
    ...referenceMistakes('group', partsOf(content, 'managers'), nameableGroups),
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
  vaults: readonly NameableVault[],
  rules: GrantRules,
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const granted = new Set<number>();
  for (const { path, value: entry } of partsOf(server, 'vaults')) {
    if (typeof entry !== 'string') continue;
    const grant = parseGrantEntry(entry, vaults, rules);
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
