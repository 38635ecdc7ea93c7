import { type Actor, type Group, type ManagerPlace, type ManagerWorld, mayManage } from './group.ts';
import { sameId } from './server.ts';

/**
 * Whether an actor may change who is in a group. Whoever joins a group may do what the group may, so an actor changes only groups
 * that may no more than itself: otherwise a manager could make itself an Owner, or a manager of a server whose own list leaves
 * it out.
 */
export function mayChangeMembers(
  actor: Actor,
  group: Pick<Group, 'id' | 'type'>,
  world: ManagerWorld,
): boolean {
  if (group.type === 'OWNERS') return isOwner(actor, world);
  const places = [...world.managers.own]
    .filter(([, list]) => list.some((id) => sameId(id, group.id)))
    .map(([serverId]) => serverId);
  return [null, ...places].every((place) => mayManage(actor, place, world));
}

/** Whether an actor may choose the managers of a place: of all servers only where no server's own list leaves it out. */
export function mayChooseManagers(actor: Actor, place: ManagerPlace, world: ManagerWorld): boolean {
  switch (place.kind) {
    case 'global':
      return mayManage(actor, null, world);
    case 'server':
      return mayManage(actor, place.serverId, world);
    case 'all-servers':
      return [null, ...world.managers.own.keys()].every((serverId) => mayManage(actor, serverId, world));
  }
}

const isOwner = (actor: Actor, { groups }: ManagerWorld): boolean =>
  actor.kind === 'owner' ||
  groups.some(
    ({ type, members }) => type === 'OWNERS' && members.some((member) => sameId(member, actor.personId)),
  );
