import { CREDENTIAL_RIGHTS } from '@connect-token/core';
import * as z from 'zod';
import { actorJson } from './group.ts';
import { count, instantText } from './scalar.ts';

/** Whom the broker takes the caller for, and what its account can know. `rights` of the owner are all there are. */
export const callerJson = z
  .object({
    actor: actorJson,
    rights: z.array(z.enum(CREDENTIAL_RIGHTS)),
    /** `null`: the owner's never ends. */
    expires_at: z.nullable(instantText),
    capabilities: z.object({
      settles_within: count,
      lists_may_be_stale: z.boolean(),
      vault_types_known: z.boolean(),
    }),
  })
  .meta({ id: 'Caller' });

export type CallerJson = z.infer<typeof callerJson>;
