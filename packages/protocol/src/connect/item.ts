import { FIELD_PURPOSES, FIELD_TYPES, ITEM_CATEGORIES } from '@connect-token/core';
import * as z from 'zod';
import { fileAnswer } from './file.ts';
import { connectSchemas, noted } from './registry.ts';
import { count, idText, timeText } from './scalar.ts';

const sectionAnswer = z.strictObject({ id: z.string(), label: z.string() });

const urlAnswer = z.strictObject({ label: z.string().optional(), primary: z.boolean(), href: z.string() });

const fieldAnswer = z
  .strictObject({
    id: z.string(),
    type: z.enum(FIELD_TYPES),
    section: z.strictObject({ id: z.string() }).optional(),
    purpose: z.enum(FIELD_PURPOSES).optional(),
    label: z.string(),
    value: z.string(),
    totp: noted(z.string().optional(), 'The digits of this moment, of a field of the type OTP.'),
  })
  .register(connectSchemas, { id: 'Field' });

/** What a list shows of an item. */
export const itemAnswer = z
  .strictObject({
    id: idText,
    title: z.string(),
    vault: z.strictObject({ id: idText }),
    category: z.enum(ITEM_CATEGORIES),
    urls: z.array(urlAnswer),
    favorite: z.boolean(),
    tags: z.array(z.string()),
    version: count,
    createdAt: timeText,
    updatedAt: timeText,
    lastEditedBy: z.string(),
  })
  .register(connectSchemas, { id: 'Item' });

export const fullItemAnswer = z
  .strictObject({
    ...itemAnswer.shape,
    sections: z.array(sectionAnswer),
    fields: z.array(fieldAnswer),
    files: z.array(fileAnswer),
  })
  .register(connectSchemas, { id: 'FullItem' });
