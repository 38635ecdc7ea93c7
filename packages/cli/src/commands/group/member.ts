import {
  type Failure,
  type Group,
  type NonEmpty,
  ok,
  type Person,
  plain,
  quote,
  type Result,
} from '@connect-token/core';
import type { Args } from '../../args.ts';
import { asked } from '../../asked.ts';
import type { AccountWork, Session } from '../../command.ts';
import { confirm } from '../../confirm.ts';
import { findGroup, findPerson } from '../../find.ts';

export const addMember: AccountWork = async (args, session) => {
  const both = await findBoth(args, session);
  if (!both.ok) return both;
  const { group, person } = both.value;
  const added = await asked(session.management.groups.addMember(group.id, person.id));
  if (!added.ok) return added;
  session.io.stdout.write(`${plain(person.name)} (${person.id}) is a member of ${plain(group.name)} now.\n`);
  return ok('done');
};

export const removeMember: AccountWork = async (args, session) => {
  const both = await findBoth(args, session);
  if (!both.ok) return both;
  const { group, person } = both.value;
  const sure = await confirm(session, `removing ${quote(person.name)} from the group ${quote(group.name)}`);
  if (!sure.ok) return sure;
  if (!sure.value) return ok('declined');
  const removed = await asked(session.management.groups.removeMember(group.id, person.id));
  if (!removed.ok) return removed;
  session.io.stdout.write(
    `${plain(person.name)} (${person.id}) is no member of ${plain(group.name)} any more.\n`,
  );
  return ok('done');
};

async function findBoth(
  args: Args,
  { management }: Session,
): Promise<Result<{ readonly group: Group; readonly person: Person }, NonEmpty<Failure>>> {
  const group = await findGroup(management, args.needed('group'));
  if (!group.ok) return group;
  const person = await findPerson(management, args.first());
  return person.ok ? ok({ group: group.value, person: person.value }) : person;
}
