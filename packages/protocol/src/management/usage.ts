import { ACTIVITY_ACTIONS, ACTIVITY_RESOURCES, ACTIVITY_RESULTS } from '@connect-token/core';
import * as z from 'zod';
import { count, idText, instantText } from './scalar.ts';

const plainText = z.string().max(256);

/** What one call of the Connect API did with a token; `lease`: `null` for a standing token. */
export const tokenUseJson = z
  .object({
    id: idText,
    request_id: plainText,
    at: instantText,
    action: z.enum(ACTIVITY_ACTIONS),
    result: z.enum(ACTIVITY_RESULTS),
    server_id: idText,
    token_id: idText,
    user_agent: plainText,
    request_ip: plainText,
    resource: z.object({
      type: z.enum(ACTIVITY_RESOURCES),
      vault_id: z.nullable(idText),
      item_id: z.nullable(idText),
      item_version: z.nullable(count),
    }),
    lease: z.nullable(
      z.object({ lease_id: idText, repository_id: z.nullable(idText), run_id: z.nullable(idText) }),
    ),
  })
  .meta({ id: 'TokenUse' });

/** Whose uses are asked for: exactly one of the first four. */
export const usageFilter = z.object({
  lease: z.optional(idText),
  run: z.optional(idText),
  repository: z.optional(idText),
  token: z.optional(idText),
  since: z.optional(instantText),
});

export type UsageFilterJson = z.infer<typeof usageFilter>;
