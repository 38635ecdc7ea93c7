import * as z from 'zod';
import { connectSchemas, noted } from './registry.ts';
import { count, idText } from './scalar.ts';

export const fileAnswer = z
  .strictObject({
    id: idText,
    name: z.string(),
    size: noted(count, 'Bytes.'),
    content_path: noted(z.string().startsWith('/'), 'Where the bytes are read.'),
    section: z.strictObject({ id: z.string() }).optional(),
    content: noted(z.base64().optional(), 'The bytes in Base64, where `inline_files=true` asked for them.'),
  })
  .register(connectSchemas, { id: 'File' });
