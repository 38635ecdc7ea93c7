import { type CreditPlan, type Credits, refuseCredits, standingTokens } from './credit.ts';
import type { FailureOf } from './error.ts';
import { grantCost, withGrant } from './grant.ts';
import type { TokenOrder } from './ports.ts';
import type { Server, VaultGrant } from './server.ts';
import type { Instant } from './time.ts';
import type { Token } from './token.ts';

/** A change that may take credits, after everything else about it was found to be in order. */
export type CreditChange =
  | { readonly kind: 'token.create'; readonly order: Pick<TokenOrder, 'scope'> }
  | {
      readonly kind: 'vault.grant';
      readonly server: Server;
      readonly grant: VaultGrant;
      /** At least the server's own, those of leases included. */
      readonly tokens: readonly Token[];
    };

export interface AdmissionMoment {
  /** Of the store: whose leases account for their tokens. */
  readonly instance: string;
  readonly at: Instant;
}

/**
 * What a change adds to the usage of standing tokens; 0 or less where it takes nothing. A lease's token is counted by the lease's
 * plan already, also while it doesn't reach all of it.
 */
export function creditsNeeded(change: CreditChange, { instance, at }: AdmissionMoment): Credits {
  switch (change.kind) {
    case 'token.create':
      return change.order.scope.length;
    case 'vault.grant': {
      const { server, grant, tokens } = change;
      return grantCost(server, withGrant(server, grant), standingTokens(tokens, instance), at);
    }
  }
}

export interface AdmissionFacts extends AdmissionMoment {
  readonly plan: CreditPlan;
  /** Usage of standing tokens, plus what open leases hold, in the transaction of the change. */
  readonly used: Credits;
}

/** Why a change has no room, or `undefined` where it has: the same rule as a mint's. What shrinks access never fails. */
export const refuseCreditChange = (
  change: CreditChange,
  { plan, used, ...moment }: AdmissionFacts,
): FailureOf<'CREDITS_EXHAUSTED'> | undefined =>
  refuseCredits({ plan, used, needed: creditsNeeded(change, moment) });
