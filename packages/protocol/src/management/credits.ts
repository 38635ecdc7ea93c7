import type { CreditPlan, CreditReport } from '@connect-token/core';
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

export const formatPlan = (plan: CreditPlan): z.infer<typeof planJson> => ({ ...plan });

export const formatCredits = (report: CreditReport): z.infer<typeof creditsJson> => ({
  plan: formatPlan(report.plan),
  own: formatPlan(report.own),
  usage: report.usage,
  servers: report.servers.map(({ serverId, usage }) => ({ server_id: serverId, usage })),
  held: report.held,
  used: report.used,
});

export const parseCredits = (json: z.infer<typeof creditsJson>): CreditReport => ({
  plan: json.plan,
  own: json.own,
  usage: json.usage,
  servers: json.servers.map(({ server_id, usage }) => ({ serverId: server_id, usage })),
  held: json.held,
  used: json.used,
});
