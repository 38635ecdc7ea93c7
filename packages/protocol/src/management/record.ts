import { END_REASONS, LEASE_STATES } from '@connect-token/core';
import * as z from 'zod';
import { count, idText, instantText } from './scalar.ts';

/** One job's hold on one token: no key, no hash. */
export const leaseJson = z
  .object({
    id: idText,
    state: z.enum(LEASE_STATES),
    server_id: idText,
    vault_ids: z.array(idText),
    /** These are `null` for an orphan: nobody knows any more whose it was. */
    repository_id: z.nullable(z.string()),
    run_id: z.nullable(z.string()),
    run_attempt: z.nullable(z.string()),
    rule: z.nullable(z.string()),
    token_id: z.nullable(idText),
    created_at: instantText,
    expires_at: instantText,
    /** Why it ended; `null` as long as it is open. */
    end_reason: z.nullable(z.enum(END_REASONS)),
    ended_at: z.nullable(instantText),
    /** Tries to end its token that didn't, and when the next one is. */
    attempts: count,
    next_try_at: z.nullable(instantText),
    /** Since when an operator should look. */
    stuck_at: z.nullable(instantText),
  })
  .meta({ id: 'Lease' });

/** What of the leases is to be ended, and why: the reason stays in the audit trail. */
export const leaseEndJson = z
  .strictObject({
    which: z.discriminatedUnion('by', [
      z.strictObject({ by: z.literal('lease'), lease_id: idText }),
      z.strictObject({ by: z.literal('run'), run_id: idText }),
      z.strictObject({ by: z.literal('repository'), repository_id: idText }),
      z.strictObject({ by: z.literal('all') }),
    ]),
    reason: z.string(),
  })
  .meta({ id: 'LeaseEnd' });

/** `revoked`: those of which no token serves any more; the others follow. */
export const endedLeasesJson = z.object({ ended: count, revoked: count }).meta({ id: 'EndedLeases' });
