import { secret } from '@connect-token/core';
import * as z from 'zod';
import { lowerId, name, text } from '../name-schema.ts';
import { oneOf } from '../one-of.ts';
import { FIELD_PURPOSES, FIELD_TYPES, ITEM_CATEGORIES } from './item.ts';

/** Tags, URLs, sections, fields: more than any form of 1Password shows, and few enough to open an item in no time. */
const PARTS_MAX = 200;

/** Larger than the largest key or certificate chain, far below the limit of the file. */
const VALUE_MAX = 65_536;

/** What browsers and servers agree on. */
const URL_MAX = 4_096;

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
  href: text.min(1).max(URL_MAX),
  label: name.optional(),
  primary: z.boolean().default(false),
});

export const item = z.strictObject({
  title: name,
  id: lowerId.optional(),
  category: oneOf(ITEM_CATEGORIES),
  tags: z.array(name).max(PARTS_MAX).default([]),
  urls: z.array(url).max(PARTS_MAX).default([]),
  favorite: z.boolean().default(false),
  sections: z.array(section).max(PARTS_MAX).default([]),
  fields: z.array(field).max(PARTS_MAX).default([]),
});

export type ItemEntry = z.output<typeof item>;
