import * as z from 'zod';
import { count, idText } from './scalar.ts';

/** 1Password has no limit since 2025-02-27; `metered` is an operator's ceiling. */
export const planJson = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('unlimited') }),
    z.strictObject({ kind: z.literal('metered'), limit: count }),
  ])
  .meta({ id: 'CreditPlan' });

export const creditsJson = z
  .object({
    /** The one that rules: the stricter of the account's own and the broker's. */
    plan: planJson,
    /** The account's own. */
    own: planJson,
    usage: count,
    servers: z.array(z.object({ server_id: idText, usage: count })),
    held: count,
    used: count,
  })
  .meta({ id: 'CreditReport' });
