import {
  type CreditReport,
  type Credits,
  type FailureOf,
  type Instant,
  refuseCredits,
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
  const tokensOf = groupBy(await readActiveTokens(trx), ({ serverId }) => serverId);
  const counts = (await readServers(trx)).map((server) => {
    const tokens = tokensOf.get(server.id) ?? [];
    return {
      serverId: server.id,
      usage: usage(tokens, [server], at),
      standing: standingUsage(tokens, [server], instance, at),
    };
  });
  const held = await heldCredits(trx);
  return {
    plan: strictestPlan(ceiling, await readPlan(trx)),
    usage: counts.reduce((sum, count) => sum + count.usage, 0),
    servers: counts
      .filter((count) => count.usage > 0)
      .map((count) => ({ serverId: count.serverId, usage: count.usage })),
    held,
    used: counts.reduce((sum, { standing }) => sum + standing, held),
  };
}

/** Why a change that takes more credits has no room; one that takes none, or gives some back, is never asked. */
export async function refuseMore(
  office: Office,
  { trx, at }: Change,
  needed: Credits,
): Promise<FailureOf<'CREDITS_EXHAUSTED'> | undefined> {
  if (needed <= 0) return undefined;
  const { plan, used } = await readCredits(office, trx, at);
  return refuseCredits({ plan, used, needed });
}
