import {
  type CreditPlan,
  type CreditReport,
  type Credits,
  earliestRoom,
  type FailureOf,
  type HeldLease,
  held,
  type Instant,
  isLeaseTokenName,
  planDetail,
  refuseActor,
  refuseCredits,
  standingUsage,
  type Token,
  usage,
} from '@connect-token/core';
import { type AccountState, changed, type Moment, type Outcome } from './memory-management-state.ts';

/** Everything is counted anew, each time. */
export function creditReport(
  { plan, tokens, servers, instance }: AccountState,
  leases: readonly HeldLease[],
  at: Instant,
): CreditReport {
  const holding = heldCredits(leases);
  return {
    plan,
    own: plan,
    usage: usage(tokens, servers, at),
    servers: servers
      .map((server) => ({ serverId: server.id, usage: usage(tokens, [server], at) }))
      .filter((each) => each.usage > 0),
    held: holding,
    used: standingUsage(tokens, servers, instance, at) + holding,
  };
}

export function setPlan(state: AccountState, plan: CreditPlan, moment: Moment): Outcome<CreditReport> {
  const refused = refuseActor({ actor: moment.actor, world: state }, null);
  if (refused !== undefined) return { ok: false, error: refused };
  const after = { ...state, plan };
  return changed(after, creditReport(after, moment.held, moment.at), 'credits.plan', {}, planDetail(plan));
}

/** Why a change that takes more credits has no room; one that takes none, or gives some back, is never asked. */
export function refuseMore(
  state: AccountState,
  needed: Credits,
  { held: leases, at }: Moment,
): FailureOf<'CREDITS_EXHAUSTED'> | undefined {
  if (needed <= 0) return undefined;
  const { used } = creditReport(state, leases, at);
  const refused = refuseCredits({ plan: state.plan, used, needed });
  if (refused === undefined) return undefined;
  const holds = leases.map(({ vaultIds, expiresAt }) => ({ credits: vaultIds.length, expiresAt }));
  return { ...refused, retryAfter: earliestRoom(refused, holds, at) };
}

/** Tokens of leases are counted by what their leases hold. */
export const standingTokens = ({ tokens, instance }: AccountState): readonly Token[] =>
  tokens.filter(({ name }) => !isLeaseTokenName(name, instance));

const heldCredits = (leases: readonly HeldLease[]): Credits =>
  held(
    leases.map(({ state, vaultIds }) => ({
      state,
      vaults: vaultIds.map((vaultId) => ({ vaultId, access: 'r' as const })),
    })),
  );
