import {
  type CreditPlan,
  type CreditReport,
  err,
  type Management,
  ok,
  planDetail,
  refuseActor,
} from '@connect-token/core';
import { writePlan } from '../plan-rows.ts';
import { readCredits } from './admission.ts';
import { type Change, type Changed, change, type Office, read } from './change.ts';

export const creditManagement = (office: Office): Management['credits'] => ({
  read: () => read(office, (trx) => readCredits(office, trx, office.clock.now())),
  setPlan: (plan) => change(office, (changing) => setPlan(office, changing, plan)),
});

/** Taken also where more is in use: it stops what comes, and ends nothing. */
async function setPlan(office: Office, changing: Change, plan: CreditPlan): Changed<CreditReport> {
  const refused = refuseActor(changing, null);
  if (refused !== undefined) return err(refused);
  const { trx, at, record } = changing;
  await writePlan(trx, plan);
  await record('credits.plan', {}, planDetail(plan));
  return ok(await readCredits(office, trx, at));
}
