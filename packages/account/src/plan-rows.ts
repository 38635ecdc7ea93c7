import type { CreditPlan } from '@connect-token/core';
import { prepared, type Schema } from '@connect-token/storage';
import type { Transaction } from 'kysely';

/** A plan as its column has it. */
export const planLimit = (plan: CreditPlan): number | null => (plan.kind === 'metered' ? plan.limit : null);

const TERMS = prepared<object, { readonly plan_limit: number | null; readonly offer_mark: string }>((trx) =>
  trx.selectFrom('account').select(['plan_limit', 'offer_mark']),
);

/** What may be granted changes its mark, and the plan doesn't. */
export async function readTerms(
  trx: Transaction<Schema>,
): Promise<{ readonly plan: CreditPlan; readonly mark: string }> {
  const [row] = (await trx.executeQuery(TERMS(trx, {}))).rows;
  if (row === undefined) throw new Error('invariant: an account that was opened');
  const { plan_limit, offer_mark } = row;
  const plan: CreditPlan =
    plan_limit === null ? { kind: 'unlimited' } : { kind: 'metered', limit: plan_limit };
  return { plan, mark: offer_mark };
}

export const readPlan = async (trx: Transaction<Schema>): Promise<CreditPlan> => (await readTerms(trx)).plan;

export async function writePlan(trx: Transaction<Schema>, plan: CreditPlan): Promise<void> {
  await trx
    .updateTable('account')
    .set({ plan_limit: planLimit(plan) })
    .execute();
}
