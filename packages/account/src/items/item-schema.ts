import { isSteering, secret } from '@connect-token/core';
import * as z from 'zod';
import { lowerId, name, text } from '../name-schema.ts';
import { oneOf } from '../one-of.ts';
import { FIELD_PURPOSES, FIELD_TYPES, ITEM_CATEGORIES } from './item.ts';
import { FILE_BYTES_MAX, FILES_MAX, PARTS_MAX, URL_MAX, VALUE_MAX } from './item-limits.ts';

const section = z.strictObject({ id: name.optional(), label: name });

const field = z.strictObject({
  id: name.optional(),
  label: name.optional(),
  type: oneOf(FIELD_TYPES),
  purpose: oneOf(FIELD_PURPOSES).optional(),
  section: name.optional(),
  value: text.max(VALUE_MAX).transform((value) => secret(value)),
});

const url = z.strictObject({
  href: text
    .min(1)
    .max(URL_MAX)
    .refine((given) => !isSteering(given), 'holds a control character'),
  label: name.optional(),
  primary: z.boolean().default(false),
});

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What is in a file, as a text or, where it is none, in base 64 (RFC 4648 §4). */
const file = z
  .strictObject({
    id: lowerId.optional(),
    name,
    section: name.optional(),
    content: text.optional(),
    content_base64: text.regex(BASE64, 'is not base64').optional(),
  })
  .refine(({ content, content_base64 }) => (content === undefined) !== (content_base64 === undefined), {
    path: ['content'],
    message: 'one of `content` and `content_base64` is needed',
  })
  .transform(({ content, content_base64, ...named }) => ({
    ...named,
    content: secret<Uint8Array>(
      content === undefined ? Buffer.from(content_base64 ?? '', 'base64') : Buffer.from(content),
    ),
  }))
  .refine(({ content }) => content.reveal().length <= FILE_BYTES_MAX, `at most ${FILE_BYTES_MAX} bytes`);

export const item = z.strictObject({
  title: name,
  id: lowerId.optional(),
  category: oneOf(ITEM_CATEGORIES),
  tags: z.array(name).max(PARTS_MAX).default([]),
  urls: z.array(url).max(PARTS_MAX).default([]),
  favorite: z.boolean().default(false),
  sections: z.array(section).max(PARTS_MAX).default([]),
  fields: z.array(field).max(PARTS_MAX).default([]),
  files: z.array(file).max(FILES_MAX).default([]),
});

export type ItemEntry = z.output<typeof item>;
