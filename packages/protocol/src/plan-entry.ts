import type { CreditPlan } from '@connect-token/core';
import * as z from 'zod';

const CREDITS_MAX = 1_000_000;

/** Vault access credits as files write them. */
export const credits = z.int().min(1).max(CREDITS_MAX);

/** A plan as files write it. */
export const planEntry = z.union(
  [
    z.literal('unlimited').transform((): CreditPlan => ({ kind: 'unlimited' })),
    z
      .strictObject({ metered: credits })
      .transform(({ metered }): CreditPlan => ({ kind: 'metered', limit: metered })),
  ],
  `a plan is \`unlimited\` or \`metered: <credits>\`, from 1 to ${CREDITS_MAX}`,
);
