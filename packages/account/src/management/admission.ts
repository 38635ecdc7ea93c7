import {
  type CreditChange,
  type CreditPlan,
  type CreditReport,
  type FailureOf,
  type Instant,
  type LeaseIntent,
  refuseCreditChange,
  standingUsage,
  strictestPlan,
  usage,
} from '@connect-token/core';
import { heldCredits, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { groupBy } from '../group-by.ts';
import { readPlan } from '../plan-rows.ts';
import { readServers } from '../server-rows.ts';
import { readActiveTokens } from '../token-rows.ts';
import type { Change, ManagementParts, Office } from './change.ts';

type CreditParts = Pick<ManagementParts, 'instance' | 'ceiling'>;

/** The account's own plan, or the ceiling where that is stricter. */
export const readRulingPlan = async (
  { ceiling }: Pick<ManagementParts, 'ceiling'>,
  trx: Transaction<Schema>,
): Promise<CreditPlan> => strictestPlan(ceiling, await readPlan(trx));

/** The plan, and what stands beside the leases; nobody counts where there is no ceiling. */
export async function readAdmission(
  parts: CreditParts,
  trx: Transaction<Schema>,
  at: Instant,
): Promise<LeaseIntent['admission']> {
  const plan = await readRulingPlan(parts, trx);
  if (plan.kind === 'unlimited') return { plan, standing: 0, ceilings: [] };
  const standing = standingUsage(await readActiveTokens(trx), await readServers(trx), parts.instance, at);
  return { plan, standing, ceilings: [] };
}

/** Counted from the rows, each time: no table holds a balance. */
export async function readCredits(
  parts: CreditParts,
  trx: Transaction<Schema>,
  at: Instant,
): Promise<CreditReport> {
  const servers = await readServers(trx);
  const tokens = await readActiveTokens(trx);
  const tokensOf = groupBy(tokens, ({ serverId }) => serverId);
  const held = await heldCredits(trx);
  return {
    plan: await readRulingPlan(parts, trx),
    own: await readPlan(trx),
    usage: usage(tokens, servers, at),
    servers: servers
      .map((server) => ({ serverId: server.id, usage: usage(tokensOf.get(server.id) ?? [], [server], at) }))
      .filter((each) => each.usage > 0),
    held,
    used: standingUsage(tokens, servers, parts.instance, at) + held,
  };
}

/** Why a change has no room: counted in its own transaction, and only where there is a ceiling. */
export async function refuseAdmission(
  office: Office,
  { trx, at }: Change,
  change: CreditChange,
): Promise<FailureOf<'CREDITS_EXHAUSTED'> | undefined> {
  const { plan, standing } = await readAdmission(office, trx, at);
  if (plan.kind === 'unlimited') return undefined;
  const used = standing + (await heldCredits(trx));
  return refuseCreditChange(change, { plan, used, instance: office.instance, at });
}
