import { sameId } from '@connect-token/core';
import { formatGroup, formatPerson } from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { found, map } from './outcome.ts';
import { pageOf } from './page.ts';

type GroupHandlers = Pick<
  Handlers,
  'listPeople' | 'listGroups' | 'createGroup' | 'readGroup' | 'addMember' | 'removeMember'
>;

export const groupHandlers: GroupHandlers = {
  listPeople: async ({ account, page, pageBytesMax }) =>
    map(await account.people.list(), (people) => pageOf(people, page, formatPerson, pageBytesMax)),
  listGroups: async ({ account, page, pageBytesMax }) =>
    map(await account.groups.list(), (groups) => pageOf(groups, page, formatGroup, pageBytesMax)),
  createGroup: async ({ account, body }) => map(await account.groups.create(body), formatGroup),
  readGroup: async ({ account, path }) => {
    const id = path('group');
    const groups = await account.groups.list();
    return found(groups, (group) => sameId(group.id, id), formatGroup, {
      code: 'GROUP_UNKNOWN',
      group: id,
      nearest: null,
    });
  },
  addMember: async ({ account, path }) =>
    map(await account.groups.addMember(path('group'), path('person')), formatGroup),
  removeMember: async ({ account, path }) =>
    map(await account.groups.removeMember(path('group'), path('person')), formatGroup),
};
