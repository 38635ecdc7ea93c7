import {
  type Group,
  type ManagedServer,
  type Managers,
  managersOf,
  type Person,
  sameId,
} from '@connect-token/core';
import { formatTable } from './table.ts';

export interface GroupWorld {
  readonly people: readonly Person[];
  readonly servers: readonly ManagedServer[];
  readonly managers: Managers;
}

export const groupRecord = (group: Group, { managers, servers }: GroupWorld) => ({
  id: group.id,
  name: group.name,
  type: group.type,
  members: group.members,
  manages_secrets_automation: managers.global.some((id) => sameId(id, group.id)),
  manages_servers: managedServers(group, managers, servers).map(({ id }) => id),
});

export const groupTable = (groups: readonly Group[], world: GroupWorld, colour: boolean): string =>
  formatTable(
    ['ID', 'NAME', 'TYPE', 'MEMBERS', 'MANAGES'],
    groups.map((group) => [
      group.id,
      group.name,
      group.type,
      group.members.map((id) => nameOf(id, world.people)).join(', '),
      managesOf(group, world),
    ]),
    colour,
  );

/** Owners manage everything, whatever the lists say. */
function managesOf(group: Group, { managers, servers }: GroupWorld): string {
  if (group.type === 'OWNERS') return 'everything';
  const own = managedServers(group, managers, servers).map(({ name }) => name);
  const global = managers.global.some((id) => sameId(id, group.id)) ? ['Secrets Automation'] : [];
  return [...global, ...own].join(', ');
}

/** Only those with a list of their own: the others follow the global one. */
const managedServers = (
  group: Group,
  managers: Managers,
  servers: readonly ManagedServer[],
): readonly ManagedServer[] =>
  servers.filter(
    ({ id }) =>
      [...managers.own.keys()].some((own) => sameId(own, id)) &&
      managersOf(id, managers).some((manager) => sameId(manager, group.id)),
  );

const nameOf = (id: string, people: readonly Person[]): string =>
  people.find((person) => sameId(person.id, id))?.name ?? id;
