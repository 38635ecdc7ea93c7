import { LEASE_STATES } from '@connect-token/core';
import * as z from 'zod';
import { idText, instantText } from './scalar.ts';

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
  })
  .meta({ id: 'Lease' });
