import type { GroupType } from '@connect-token/core';

/** A group as far as its type can be told; the part of a file may be malformed. */
export interface TypedGroup {
  readonly name: string;
  readonly type?: GroupType | undefined;
}

/** The groups that come with an account, by the names that they come with. */
const BUILT_IN: ReadonlyMap<string, GroupType> = new Map([
  ['Owners', 'OWNERS'],
  ['Administrators', 'ADMINISTRATORS'],
]);

/**
 * The type of each group. One that says none is what its name says, where no other has that name or is of that type: of two
 * groups that could be the Owners, a file has to say which.
 */
export function groupTypes(groups: readonly TypedGroup[]): readonly GroupType[] {
  return groups.map(({ name, type }) => {
    if (type !== undefined) return type;
    const byName = BUILT_IN.get(name);
    if (byName === undefined) return 'USER_DEFINED';
    const rivals = groups.filter((other) => other.name === name || other.type === byName);
    return rivals.length === 1 ? byName : 'USER_DEFINED';
  });
}
