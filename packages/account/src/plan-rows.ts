import type { CreditPlan } from '@connect-token/core';
import { prepared, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** A plan as its column has it. */
export const planLimit = (plan: CreditPlan): number | null => (plan.kind === 'metered' ? plan.limit : null);

const PLAN = prepared<object, { readonly plan_limit: number | null }>((trx) =>
  trx.selectFrom('account').select('plan_limit'),
);

export async function readPlan(trx: Transaction<Schema>): Promise<CreditPlan> {
  const [row] = (await trx.executeQuery(PLAN(trx, {}))).rows;
  if (row === undefined) throw new Error('invariant: an account that was opened');
  const { plan_limit } = row;
  return plan_limit === null ? { kind: 'unlimited' } : { kind: 'metered', limit: plan_limit };
}

export async function writePlan(trx: Transaction<Schema>, plan: CreditPlan): Promise<void> {
  await trx
    .updateTable('account')
    .set({ plan_limit: planLimit(plan) })
    .execute();
}
