import {
  type Ceiling,
  type CreditChange,
  type CreditHolder,
  type CreditPlan,
  type CreditReport,
  type Credits,
  creditsNeeded,
  type FailureOf,
  type Instant,
  type LeaseIntent,
  resolveCeilings,
  standingOn,
  standingUsage,
  strictestPlan,
  usage,
} from '@connect-token/core';
import { heldCredits, refuseHolder, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { groupBy } from '../group-by.ts';
import { readPlan } from '../plan-rows.ts';
import { readServers } from '../server-rows.ts';
import { readActiveTokens } from '../token-rows.ts';
import { readVaults } from '../vault-rows.ts';
import type { Change, ManagementParts, Office } from './change.ts';

type CreditParts = Pick<ManagementParts, 'instance' | 'ceiling'>;

/** The account's own plan, or the ceiling where that is stricter. */
const readRulingPlan = async (
  { ceiling }: Pick<ManagementParts, 'ceiling'>,
  trx: Transaction<Schema>,
): Promise<CreditPlan> => strictestPlan(ceiling, await readPlan(trx));

/** What a mint asks for, as it is now: nobody counts where nothing has a ceiling. Rules have no standing tokens. */
export async function readAdmission(
  parts: CreditParts,
  trx: Transaction<Schema>,
  at: Instant,
  { ceilings }: Pick<LeaseIntent['admission'], 'ceilings'>,
): Promise<LeaseIntent['admission']> {
  const plan = await readRulingPlan(parts, trx);
  if (plan.kind === 'unlimited' && ceilings.every(({ holder }) => holder.kind === 'rule')) {
    return { plan, standing: 0, ceilings };
  }
  const [tokens, servers] = [await readActiveTokens(trx), await readServers(trx)];
  const standing = (holder: CreditHolder): Credits => standingOn(holder, tokens, servers, parts.instance, at);
  return {
    plan,
    standing: standing({ kind: 'account' }),
    ceilings: ceilings.map((each) => ({ ...each, standing: standing(each.holder) })),
  };
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

/**
 * Why a change has no room: in the plan, or in the ceiling of a server or a vault. Counted in its own transaction, and only where there
 * is a ceiling. What shrinks access never fails.
 */
export async function refuseAdmission(
  office: Office,
  { trx, at }: Change,
  change: CreditChange,
): Promise<FailureOf<'CREDITS_EXHAUSTED'> | undefined> {
  const asked = (await readCeilings(office, trx)).map((each) => ({ ...each, standing: 0 }));
  const { plan, standing, ceilings } = await readAdmission(office, trx, at, { ceilings: asked });
  const account = { kind: 'account' } as const;
  const ofPlan = plan.kind === 'unlimited' ? [] : [{ holder: account, limit: plan.limit, standing }];
  for (const { holder, limit, standing: used } of [...ofPlan, ...ceilings]) {
    const needed = creditsNeeded(change, { instance: office.instance, at }, holder);
    const refusal = await refuseHolder(trx, holder, { limit, used, needed }, at);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const readCeilings = async (
  { ceilings }: Pick<ManagementParts, 'ceilings'>,
  trx: Transaction<Schema>,
): Promise<readonly Ceiling[]> =>
  ceilings.length === 0
    ? []
    : resolveCeilings(ceilings, { servers: await readServers(trx), vaults: await readVaults(trx) });
