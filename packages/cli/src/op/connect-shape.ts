import { secret } from '@connect-token/core';
import * as z from 'zod';

/**
 * What the Connect API answers, as far as `op` shows it. Keys that are absent or null read the same, and unknown ones are left out:
 * servers of several ages answer here. Source: 1password.dev, Connect API reference.
 */
const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null);

/** From here on nothing prints it by accident. */
const optionalSecret = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === undefined ? null : secret(value)));

export const apiVault = z.object({
  id: z.string(),
  name: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  description: optionalText,
  type: optionalText,
  attributeVersion: z.number().nullish(),
  contentVersion: z.number().nullish(),
  items: z.number().nullish(),
  createdAt: optionalText,
  updatedAt: optionalText,
});

const apiUrl = z.object({ href: z.string(), label: optionalText, primary: z.boolean().nullish() });

export const apiItemOverview = z.object({
  id: z.string(),
  title: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  vault: z.object({ id: z.string() }),
  category: z.string(),
  /** `ARCHIVED` or `DELETED`; absent for what is in use. */
  state: optionalText,
  urls: z
    .array(apiUrl)
    .nullish()
    .transform((urls) => urls ?? []),
  favorite: z.boolean().nullish(),
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? []),
  version: z.number().nullish(),
  createdAt: optionalText,
  updatedAt: optionalText,
  lastEditedBy: optionalText,
});

const apiSection = z.object({ id: z.string(), label: optionalText });

const apiField = z.object({
  id: z.string(),
  label: optionalText,
  type: z.string(),
  purpose: optionalText,
  section: z
    .object({ id: z.string() })
    .nullish()
    .transform((section) => section?.id ?? null),
  value: optionalSecret,
  totp: optionalSecret,
});

const apiFile = z.object({
  id: z.string(),
  name: optionalText,
  size: z.number().nullish(),
  section: z
    .object({ id: z.string() })
    .nullish()
    .transform((section) => section?.id ?? null),
});

export const apiItem = apiItemOverview.extend({
  sections: z
    .array(apiSection)
    .nullish()
    .transform((sections) => sections ?? []),
  fields: z
    .array(apiField)
    .nullish()
    .transform((fields) => fields ?? []),
  files: z
    .array(apiFile)
    .nullish()
    .transform((files) => files ?? []),
});

export type ApiVault = z.output<typeof apiVault>;
export type ApiItemOverview = z.output<typeof apiItemOverview>;
export type ApiItem = z.output<typeof apiItem>;
export type ApiField = z.output<typeof apiField>;
export type ApiFile = z.output<typeof apiFile>;
