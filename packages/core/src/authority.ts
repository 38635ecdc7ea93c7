import type { FailureOf } from './error.ts';
import { type Actor, type Group, type ManagerPlace, type ManagerWorld, mayManage } from './group.ts';
import { sameId } from './server.ts';

type Refusal = FailureOf<'NOT_A_MANAGER'>;

/** Who asks for a change, and who may manage what at that moment. */
export interface Asker {
  readonly actor: Actor;
  readonly world: ManagerWorld;
}

/** Why an actor may not change a server, or with `null` what belongs to none. */
export const refuseActor = ({ actor, world }: Asker, serverId: string | null): Refusal | undefined =>
  mayManage(actor, serverId, world) ? undefined : { code: 'NOT_A_MANAGER', server: serverId };

/** Why an actor may not choose the managers of a place. Of every server: else `all-servers` would be a way into any of them. */
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
 * Why an actor may not choose the members of a group. Whoever does can become one, so it takes the right to everything that the
 * group may do: who the Owners are is for Owners, and a group that manages servers by their own lists is for who may manage these.
 */
export function refuseMembership(asker: Asker, group: Pick<Group, 'id' | 'type'>): Refusal | undefined {
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

const isOwner = ({ actor, world: { groups } }: Asker): boolean =>
  actor.kind === 'owner' ||
  groups.some(
    ({ type, members }) => type === 'OWNERS' && members.some((member) => sameId(member, actor.personId)),
  );
