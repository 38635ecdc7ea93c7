import { type CreditPlan, err, type FailureOf, ok, quote, type Result } from '@connect-token/core';
import { asked } from '../../asked.ts';
import type { AccountWork } from '../../command.ts';
import { formatRulingPlan } from '../../output/credits.ts';
import { tellCredits } from '../../tell-credits.ts';

/** As in a configuration. */
const CREDITS_MAX = 1_000_000;

export const setPlan: AccountWork = async (args, session) => {
  const plan = readPlan(args.positional);
  if (!plan.ok) return err([plan.error]);
  const set = await asked(session.management.credits.setPlan(plan.value));
  if (!set.ok) return set;
  session.io.stdout.write(`The plan is ${formatRulingPlan(set.value)} now.\n`);
  await tellCredits(session, null);
  return ok('done');
};

function readPlan([kind = '', limit]: readonly string[]): Result<CreditPlan, FailureOf<'USAGE_INVALID'>> {
  if (kind === 'unlimited' && limit === undefined) return ok({ kind: 'unlimited' });
  const credits = limit !== undefined && /^\d{1,7}$/.test(limit) ? Number(limit) : 0;
  if (kind === 'metered' && credits >= 1 && credits <= CREDITS_MAX)
    return ok({ kind: 'metered', limit: credits });
  const given = [kind, ...(limit === undefined ? [] : [limit])].join(' ');
  return err({
    code: 'USAGE_INVALID',
    problem: `${quote(given)} is no plan: \`unlimited\`, or \`metered\` with a number from 1 to ${CREDITS_MAX}`,
    instead: 'connect credits plan metered 100',
  });
}
