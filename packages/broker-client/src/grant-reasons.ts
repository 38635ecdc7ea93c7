import { type Credits, type Seconds, seconds } from '@connect-token/core';
import type { PlanAnswer } from '@connect-token/protocol/workload';

/** Why a grant is as it is. Each is `null` where the broker doesn't say: an older one doesn't. */
export interface GrantReasons {
  readonly rule: string | null;
  /** What the rule allows at most. */
  readonly lifetimeMax: Seconds | null;
  /** The account's, this grant's among them; `null` also where nobody counts. */
  readonly credits: { readonly used: Credits; readonly limit: Credits } | null;
}

export const reasonsOf = ({
  rule,
  lifetime_max,
  credits,
}: Pick<PlanAnswer, 'rule' | 'lifetime_max' | 'credits'>): GrantReasons => ({
  rule: rule ?? null,
  lifetimeMax: lifetime_max === undefined ? null : seconds(lifetime_max),
  credits: credits ?? null,
});
