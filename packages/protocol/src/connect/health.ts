import * as z from 'zod';
import { connectSchemas } from './registry.ts';

export const healthAnswer = z
  .strictObject({
    name: z.string(),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    dependencies: z.array(
      z.strictObject({ service: z.string(), status: z.string(), message: z.string().optional() }),
    ),
  })
  .register(connectSchemas, { id: 'ServerHealth' });
