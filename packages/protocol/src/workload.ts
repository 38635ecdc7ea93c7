import * as z from 'zod/mini';
import { grantedDetails, grantReasons } from './sts.ts';

/**
 * What a job may ask beside its token, signed in by a fresh ID token each time: on the listener of the token endpoint, refused in its
 * words (`errorAnswer`).
 */

/** The form of a token exchange, whose answer is what it would be, with nothing made. */
export const PLAN_PATH = '/api/v1/mints/plan';

/** What a mint would have granted. `expires_in`: seconds. */
export const planAnswer = z.object({
  authorization_details: grantedDetails,
  expires_in: z.int().check(z.gte(0)),
  ...grantReasons,
});

export type PlanAnswer = z.infer<typeof planAnswer>;
