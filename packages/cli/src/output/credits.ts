import { type CreditPlan, type CreditReport, type ManagedServer, plain, sameId } from '@connect-token/core';
import { nameById } from './name-by-id.ts';
import { styled } from './style.ts';
import { formatTable } from './table.ts';

export const creditRecord = (report: CreditReport, servers: readonly ManagedServer[]) =>
  recordOf(report, nameById(servers));

const recordOf = (report: CreditReport, nameOf: (id: string) => string | undefined) => ({
  plan: planRecord(report.plan),
  own: planRecord(report.own),
  usage: report.usage,
  held: report.held,
  used: report.used,
  servers: report.servers.map(({ serverId, usage }) => ({
    id: serverId,
    name: nameOf(serverId) ?? '',
    usage,
  })),
});

const planRecord = (plan: CreditPlan) =>
  plan.kind === 'unlimited' ? { kind: plan.kind } : { kind: plan.kind, limit: plan.limit };

export function creditText(
  { plan, own, usage, held, used, servers: each }: CreditReport,
  servers: readonly ManagedServer[],
  colour: boolean,
): string {
  const left = plan.kind === 'unlimited' ? undefined : plan.limit - used;
  const lines = [
    ['Plan:', formatRulingPlan({ plan, own })],
    ['Usage:', `${usage}, by active tokens`],
    ['Held:', `${held}, by the leases of jobs`],
    ['Taken:', `${used}, by standing tokens and leases together`],
    ...(left === undefined
      ? []
      : [['Left:', styled(String(Math.max(0, left)), left <= 0 ? 'red' : undefined, colour)]]),
  ].map(([label = '', text = '']) => `${label.padEnd(6)}  ${text}\n`);
  if (each.length === 0) return lines.join('');
  const nameOf = nameById(servers);
  const rows = each.map(({ serverId, usage: one }) => [serverId, nameOf(serverId) ?? '', String(one)]);
  return `${lines.join('')}\n${formatTable(['SERVER ID', 'NAME', 'USAGE'], rows, colour)}`;
}

/** One line after a change: the server's usage where the change was of one, and that of all. */
export function creditLine({ plan, used, servers }: CreditReport, server: ManagedServer | null): string {
  const all = plan.kind === 'unlimited' ? `${used} taken` : `${used} of ${plan.limit} taken`;
  if (server === null) return `Vault access credits: ${all} in all.`;
  const own = servers.find(({ serverId }) => sameId(serverId, server.id))?.usage ?? 0;
  return `Vault access credits: ${own} used by ${plain(server.name)}, ${all} in all.`;
}

const formatPlan = (plan: CreditPlan): string =>
  plan.kind === 'unlimited'
    ? 'unlimited'
    : `metered, ${plan.limit} ${plan.limit === 1 ? 'credit' : 'credits'}`;

/** Says whose a ceiling is that the account didn't choose. */
export const formatRulingPlan = ({ plan, own }: Pick<CreditReport, 'plan' | 'own'>): string =>
  formatPlan(plan) === formatPlan(own)
    ? formatPlan(plan)
    : `${formatPlan(plan)}, by the broker's configuration (the account's own: ${formatPlan(own)})`;
