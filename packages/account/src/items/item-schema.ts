import { FIELD_PURPOSES, FIELD_TYPES, ITEM_CATEGORIES, isSteering, secret } from '@connect-token/core';
import * as z from 'zod';
import { label, lowerId, name, text } from '../name-schema.ts';
import { oneOf } from '../one-of.ts';
import { FILE_BYTES_MAX, FILES_MAX, PARTS_MAX, URL_MAX, VALUE_MAX } from './item-limits.ts';

const section = z.strictObject({ id: name.optional(), label });

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What an export has sealed: a value of four bytes a character, or a file, with what a seal adds, in base 64. */
const sealedText = (bytesMax: number) =>
  text
    .max(Math.ceil((bytesMax + 64) / 3) * 4)
    .regex(BASE64, 'is not base64')
    .optional();

const field = z
  .strictObject({
    id: name.optional(),
    label: label.optional(),
    type: oneOf(FIELD_TYPES),
    purpose: oneOf(FIELD_PURPOSES).optional(),
    section: name.optional(),
    value: text.max(VALUE_MAX).optional(),
    value_sealed: sealedText(4 * VALUE_MAX),
  })
  .superRefine(
    ({ value, value_sealed }, context) => {
      const message =
        value === undefined ? 'is missing' : 'is given twice: one of `value` and `value_sealed` is needed';
      if ((value === undefined) === (value_sealed === undefined))
        context.addIssue({ code: 'custom', path: ['value'], message });
    },
    // Also where another part is malformed already: it is told with the rest.
    { when: () => true },
  )
  .transform(({ value = '', value_sealed = null, ...named }) => ({
    ...named,
    value: secret(value),
    sealed: value_sealed,
  }));

const url = z.strictObject({
  href: text
    .min(1)
    .max(URL_MAX)
    .refine((given) => !isSteering(given), 'holds a control character'),
  label: label.optional(),
  primary: z.boolean().default(false),
});

/** What is in a file, as a text or, where it is none, in base 64 (RFC 4648 §4). */
const file = z
  .strictObject({
    id: lowerId.optional(),
    name,
    section: name.optional(),
    content: text.optional(),
    content_base64: text.regex(BASE64, 'is not base64').optional(),
    content_sealed: sealedText(FILE_BYTES_MAX),
  })
  .refine(
    ({ content, content_base64, content_sealed }) =>
      [content, content_base64, content_sealed].filter((given) => given !== undefined).length === 1,
    {
      path: ['content'],
      message: 'one of `content`, `content_base64` and `content_sealed` is needed',
    },
  )
  .transform(({ content, content_base64, content_sealed = null, ...named }) => ({
    ...named,
    sealed: content_sealed,
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
