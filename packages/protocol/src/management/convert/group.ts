import type { Actor, Group, Managers, Person } from '@connect-token/core';
import type * as z from 'zod';
import type { actorJson, groupJson, managersJson, personJson } from '../group.ts';

export const formatPerson = ({ id, name }: Person): z.infer<typeof personJson> => ({ id, name });

export const formatGroup = ({ id, name, type, members }: Group): z.infer<typeof groupJson> => ({
  id,
  name,
  type,
  members: [...members],
});

/** By server id, so that the same managers are always the same text. */
export const formatManagers = ({ global, own }: Managers): z.infer<typeof managersJson> => ({
  global: [...global],
  own: [...own]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([serverId, [first, ...more]]) => ({ server_id: serverId, groups: [first, ...more] })),
});

export const parseManagers = ({ global, own }: z.infer<typeof managersJson>): Managers => ({
  global,
  own: new Map(own.map((entry) => [entry.server_id, entry.groups])),
});

export const formatActor = (actor: Actor): z.infer<typeof actorJson> =>
  actor.kind === 'owner' ? { kind: 'owner' } : { kind: 'person', person_id: actor.personId };

export const parseActor = (json: z.infer<typeof actorJson>): Actor =>
  json.kind === 'owner' ? { kind: 'owner' } : { kind: 'person', personId: json.person_id };
