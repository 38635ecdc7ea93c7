import type { CreditPlan } from '@connect-token/core';
import type { Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** A plan as its column has it. */
export const planLimit = (plan: CreditPlan): number | null => (plan.kind === 'metered' ? plan.limit : null);

export async function readPlan(trx: Transaction<Schema>): Promise<CreditPlan> {
  const { plan_limit } = await trx.selectFrom('account').select('plan_limit').executeTakeFirstOrThrow();
  return plan_limit === null ? { kind: 'unlimited' } : { kind: 'metered', limit: plan_limit };
}

export async function writePlan(trx: Transaction<Schema>, plan: CreditPlan): Promise<void> {
  await trx
    .updateTable('account')
    .set({ plan_limit: planLimit(plan) })
    .execute();
}
