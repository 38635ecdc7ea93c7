import { formatCredits, formatPlan } from '@connect-token/protocol/management';
import type { Handlers } from './handler.ts';
import { map } from './outcome.ts';

type CreditHandlers = Pick<Handlers, 'readCredits' | 'readPlan' | 'setPlan'>;

export const creditHandlers: CreditHandlers = {
  readCredits: async ({ account }) => map(await account.credits.read(), formatCredits),
  readPlan: async ({ account }) => map(await account.credits.read(), ({ own }) => formatPlan(own)),
  setPlan: async ({ account, body }) => map(await account.credits.setPlan(body), formatCredits),
};
