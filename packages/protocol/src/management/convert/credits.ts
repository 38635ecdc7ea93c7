import type { CreditPlan, CreditReport } from '@connect-token/core';
import type * as z from 'zod';
import type { creditsJson, planJson } from '../credits.ts';

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
