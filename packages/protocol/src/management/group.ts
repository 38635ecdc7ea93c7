import { GROUP_TYPES } from '@connect-token/core';
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
