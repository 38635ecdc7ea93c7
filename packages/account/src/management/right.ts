import {
  type Actor,
  type FailureOf,
  type Group,
  type ManagerPlace,
  type ManagerWorld,
  mayManage,
  sameId,
} from '@connect-token/core';

type Refusal = FailureOf<'NOT_A_MANAGER'>;

interface Asker {
  readonly actor: Actor;
  readonly world: ManagerWorld;
}

/** Why an actor may not change a server, or with `null` what belongs to none. */
export const refuseActor = ({ actor, world }: Asker, serverId: string | null): Refusal | undefined =>
  mayManage(actor, serverId, world) ? undefined : { code: 'NOT_A_MANAGER', server: serverId };

/** A place of several lists is for who may change each of them: else `all-servers` would be a way into any server. */
export function refusePlace(asker: Asker, place: ManagerPlace): Refusal | undefined {
  switch (place.kind) {
    case 'global':
      return refuseActor(asker, null);
    case 'server':
      return refuseActor(asker, place.serverId);
    case 'all-servers':
      return refuseActor(asker, null) ?? firstRefusal(asker, [...asker.world.managers.own.keys()]);
  }
}

/**
 * Whoever chooses the members of a group can become one, so it takes the right to everything that the group may do: who the
 * Owners are is for Owners, and a group that manages servers by their own lists is for who may manage these.
 */
export function refuseMembership(asker: Asker, group: Group): Refusal | undefined {
  const refused = refuseActor(asker, null);
  if (refused !== undefined) return refused;
  if (group.type === 'OWNERS' && !isOwner(asker)) return { code: 'NOT_A_MANAGER', server: null };
  const managed = [...asker.world.managers.own].filter(([, list]) => list.some((id) => sameId(id, group.id)));
  return firstRefusal(
    asker,
    managed.map(([serverId]) => serverId),
  );
}

function firstRefusal(asker: Asker, serverIds: readonly string[]): Refusal | undefined {
  for (const serverId of serverIds) {
    const refused = refuseActor(asker, serverId);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

const isOwner = ({ actor, world }: Asker): boolean =>
  actor.kind === 'owner' ||
  world.groups.some(
    ({ type, members }) => type === 'OWNERS' && members.some((member) => sameId(member, actor.personId)),
  );
