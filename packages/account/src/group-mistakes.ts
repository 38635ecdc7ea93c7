import { describe, GROUP_TYPES } from '@connect-token/core';
import { type DraftPart, memberOf, partsOf, textOf } from './draft.ts';
import type { Finder, NameableThing } from './finder.ts';
import { groupTypes, type TypedGroup } from './group-types.ts';
import { type Mistake, within } from './mistake.ts';
import { referenceMistakes } from './reference.ts';

/** What is wrong between groups, and between groups and people. The parts may be malformed themselves. */
export function groupMistakes(
  groups: readonly DraftPart[],
  findPerson: Finder<NameableThing>,
): readonly Mistake[] {
  return [
    ...groups.flatMap(({ path, value }) =>
      within(path, referenceMistakes('person', partsOf(value, 'members'), findPerson)),
    ),
    ...repeatedTypes(groups),
    ...emptyOwners(groups),
  ];
}

function repeatedTypes(groups: readonly DraftPart[]): readonly Mistake[] {
  const seen = new Set<string>();
  return groups.flatMap(({ path, value }): readonly Mistake[] => {
    const { type } = typedGroup(value);
    if (type === undefined || type === 'USER_DEFINED') return [];
    if (seen.has(type))
      return [{ path: [...path, 'type'], problem: `another group is of the type \`${type}\` already` }];
    seen.add(type);
    return [];
  });
}

/** Nobody could manage such an account but who holds its data directory. */
function emptyOwners(groups: readonly DraftPart[]): readonly Mistake[] {
  const types = groupTypes(groups.map(({ value }) => typedGroup(value)));
  return groups.flatMap(({ path, value }, position): readonly Mistake[] => {
    const members = memberOf(value, 'members');
    const isEmpty = members === undefined || (Array.isArray(members) && members.length === 0);
    return types[position] === 'OWNERS' && isEmpty
      ? [{ path, problem: describe({ code: 'OWNERS_EMPTY', group: textOf(value, 'name') ?? '' }) }]
      : [];
  });
}

const typedGroup = (value: unknown): TypedGroup => ({
  name: textOf(value, 'name') ?? '',
  type: GROUP_TYPES.find((known) => known === textOf(value, 'type')),
});
