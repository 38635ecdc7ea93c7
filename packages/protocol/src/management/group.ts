import { type Actor, GROUP_TYPES, type Group, type Managers, type Person } from '@connect-token/core';
import * as z from 'zod';
import { idText, nameText } from './scalar.ts';

export const personJson = z.object({ id: idText, name: z.string() }).meta({ id: 'Person' });

export const groupJson = z
  .object({ id: idText, name: z.string(), type: z.enum(GROUP_TYPES), members: z.array(idText) })
  .meta({ id: 'Group' });

export const groupOrderJson = z.strictObject({ name: nameText }).meta({ id: 'GroupOrder' });

/** Group ids. A server without an entry in `own` has no list of its own. */
export const managersJson = z
  .object({
    global: z.array(idText),
    own: z.array(z.object({ server_id: idText, groups: z.tuple([idText], idText) })),
  })
  .meta({ id: 'Managers' });

export const actorJson = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('owner') }),
    z.object({ kind: z.literal('person'), person_id: idText }),
  ])
  .meta({ id: 'Actor' });

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
