import * as z from 'zod';
import { connectSchemas, noted } from './registry.ts';
import { count, timeText } from './scalar.ts';

/** Entries of a page of `/v1/activity`, where the caller doesn't say; and at most. */
export const ACTIVITY_LIMIT = { default: 50, max: 1_000 } as const;

export const activityAnswer = z
  .strictObject({
    requestId: z.uuid(),
    timestamp: timeText,
    action: z.enum(['READ', 'CREATE', 'UPDATE', 'DELETE']),
    result: z.enum(['SUCCESS', 'DENY']),
    actor: z.strictObject({
      id: noted(z.string(), 'The Connect server whose token it was.'),
      jti: noted(z.string(), 'The id of the token.'),
      userAgent: z.string(),
      requestIp: z.string(),
    }),
    resource: z.strictObject({
      type: z.enum(['ITEM', 'VAULT']),
      vault: z.strictObject({ id: z.string() }).optional(),
      item: z.strictObject({ id: z.string() }).optional(),
      itemVersion: count.optional(),
    }),
  })
  .register(connectSchemas, { id: 'APIRequest' });
