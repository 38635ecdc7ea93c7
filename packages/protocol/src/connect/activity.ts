import { ACTIVITY_ACTIONS, ACTIVITY_RESOURCES, ACTIVITY_RESULTS } from '@connect-token/core';
import * as z from 'zod';
import { connectSchemas, noted } from './registry.ts';
import { count, timeText } from './scalar.ts';

/** Entries of a page of `/v1/activity`, where the caller doesn't say; and at most. */
export const ACTIVITY_LIMIT = { default: 50, max: 1_000 } as const;

export const activityAnswer = z
  .strictObject({
    requestId: z.uuid(),
    timestamp: timeText,
    action: z.enum(ACTIVITY_ACTIONS),
    result: z.enum(ACTIVITY_RESULTS),
    actor: z.strictObject({
      id: noted(z.string(), 'The Connect server whose token it was.'),
      jti: noted(z.string(), 'The id of the token.'),
      userAgent: z.string(),
      requestIp: z.string(),
    }),
    resource: z.strictObject({
      type: z.enum(ACTIVITY_RESOURCES),
      vault: z.strictObject({ id: z.string() }).optional(),
      item: z.strictObject({ id: z.string() }).optional(),
      itemVersion: count.optional(),
    }),
  })
  .register(connectSchemas, { id: 'APIRequest' });
