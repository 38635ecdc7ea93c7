import { type Group, type ManagedServer, type Managers, type Person, sameId } from '@connect-token/core';
import { nameById } from './name-by-id.ts';
import { formatTable } from './table.ts';

export interface GroupWorld {
  readonly people: readonly Person[];
  readonly servers: readonly ManagedServer[];
  readonly managers: Managers;
}

export const groupRecord = (group: Group, { managers }: GroupWorld) => ({
  id: group.id,
  name: group.name,
  type: group.type,
  members: group.members,
  manages_secrets_automation: managesAll(group, managers),
  manages_servers: managedServers(group, managers),
});

export function groupTable(
  groups: readonly Group[],
  { people, servers, managers }: GroupWorld,
  colour: boolean,
): string {
  const [personOf, serverOf] = [nameById(people), nameById(servers)];
  return formatTable(
    ['ID', 'NAME', 'TYPE', 'MEMBERS', 'MANAGES'],
    groups.map((group) => [
      group.id,
      group.name,
      group.type,
      group.members.map((id) => personOf(id) ?? id).join(', '),
      managesOf(group, managers, (id) => serverOf(id) ?? id),
    ]),
    colour,
  );
}

/** Owners manage everything, whatever the lists say. */
function managesOf(group: Group, managers: Managers, serverOf: (id: string) => string): string {
  if (group.type === 'OWNERS') return 'everything';
  const global = managesAll(group, managers) ? ['Secrets Automation'] : [];
  return [...global, ...managedServers(group, managers).map(serverOf)].join(', ');
}

const managesAll = ({ id }: Group, { global }: Managers): boolean => global.some((each) => sameId(each, id));

/** By id. Only those with a list of their own: the others follow the global one. */
const managedServers = ({ id }: Group, { own }: Managers): readonly string[] =>
  [...own].flatMap(([serverId, groups]) => (groups.some((group) => sameId(group, id)) ? serverId : []));
