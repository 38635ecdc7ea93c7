import {
  type CreditChange,
  type CreditReport,
  type FailureOf,
  type Instant,
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

/** Counted from the rows, each time: no table holds a balance. */
export async function readCredits(
  { instance, ceiling }: Pick<ManagementParts, 'instance' | 'ceiling'>,
  trx: Transaction<Schema>,
  at: Instant,
): Promise<CreditReport> {
  const servers = await readServers(trx);
  const tokens = await readActiveTokens(trx);
  const tokensOf = groupBy(tokens, ({ serverId }) => serverId);
  const held = await heldCredits(trx);
  return {
    plan: strictestPlan(ceiling, await readPlan(trx)),
    usage: usage(tokens, servers, at),
    servers: servers
      .map((server) => ({ serverId: server.id, usage: usage(tokensOf.get(server.id) ?? [], [server], at) }))
      .filter((each) => each.usage > 0),
    held,
    used: standingUsage(tokens, servers, instance, at) + held,
  };
}

/** Why a change has no room: counted in its own transaction, and only where there is a ceiling. */
export async function refuseAdmission(
  office: Office,
  { trx, at }: Change,
  change: CreditChange,
): Promise<FailureOf<'CREDITS_EXHAUSTED'> | undefined> {
  const { instance, ceiling } = office;
  if (strictestPlan(ceiling, await readPlan(trx)).kind === 'unlimited') return undefined;
  const { plan, used } = await readCredits(office, trx, at);
  return refuseCreditChange(change, { plan, used, instance, at });
}
