import * as z from 'zod';
import { connectSchemas } from './registry.ts';

/** The body of every answer that isn't a success: clients crash where one of the two is missing. Seen with Ansible's collection and the Python SDK. */
export const refusalAnswer = z
  .strictObject({ status: z.int().min(400).max(599), message: z.string().min(1) })
  .register(connectSchemas, { id: 'ErrorResponse' });
