import type { ImportedItem } from '@connect-token/account/items';
import { FIELD_PURPOSES, FIELD_TYPES, type FieldType, type ItemCategory, secret } from '@connect-token/core';
import * as z from 'zod';
import { CATEGORY_NAMES, categoryNamed } from './category.ts';

/**
 * An item as `op item get --format json` and `op item list --format json` print it, and as `op item create --template` reads it. Keys
 * that are absent or null read the same, and those that say nothing of the item itself are passed over: `op` adds some in each version.
 * Source: 1password.dev, "Item JSON templates"; @1password/op-js, its type `Item`.
 */
const words = z.string().nullish();

/** Types of `op` that the Connect API has no word for. */
const OP_TYPES: Readonly<Record<string, FieldType>> = {
  CREDIT_CARD_NUMBER: 'CONCEALED',
  CREDIT_CARD_TYPE: 'MENU',
  GENDER: 'MENU',
  TOTP: 'OTP',
};

const fieldType = z
  .string()
  .transform((type): FieldType | undefined => FIELD_TYPES.find((known) => known === type) ?? OP_TYPES[type])
  .refine((type) => type !== undefined, 'is a type that is not known here');

const field = z.object({
  id: words,
  label: words,
  type: fieldType,
  purpose: z
    .enum(['', ...FIELD_PURPOSES], 'is a purpose that is not known here')
    .nullish()
    .transform((purpose) => purpose || null),
  section: z.object({ id: z.string(), label: words }).nullish(),
  value: z
    .string()
    .nullish()
    .transform((value) => (value === null || value === undefined ? null : secret(value))),
});

const category = z
  .string()
  .transform((name): ItemCategory | undefined => categoryNamed(name))
  .refine((name) => name !== undefined, `is no category: ${Object.values(CATEGORY_NAMES).join(', ')}`);

const base = z.object({
  title: z.string(),
  category,
  favorite: z.boolean().nullish(),
  tags: z.array(z.string()).nullish(),
  urls: z.array(z.object({ href: z.string(), label: words, primary: z.boolean().nullish() })).nullish(),
  sections: z.array(z.object({ id: z.string(), label: words })).nullish(),
  fields: z.array(field).nullish(),
});

/** An item that lies in a vault. */
export const opItem = base.extend({
  id: z.string(),
  vault: z.object({ id: z.string(), name: words }),
  state: words,
  files: z.array(z.object({ name: words })).nullish(),
});

/** A template, which belongs to no vault yet. */
export const opTemplate = base.extend({ title: words, category: category.nullish() });

export type OpItem = z.output<typeof opItem>;
export type OpTemplate = z.output<typeof opTemplate>;

/** Ids of 1Password; another one, such as a test wrote by hand, isn't kept. */
const ID = /^[a-z0-9]{26}$/;

/** What an account makes of it. A list has no fields: those of the item that is there stay then. */
export function importedItem(item: OpItem): ImportedItem {
  const { id, title, fields } = item;
  return {
    id: ID.test(id.toLowerCase()) ? id.toLowerCase() : null,
    draft: {
      title,
      category: known(item.category),
      tags: item.tags ?? [],
      urls: urlsOf(item),
      favorite: item.favorite ?? false,
      ...contentOf(item),
    },
    overviewOnly: fields === null || fields === undefined,
    sealedIn: null,
    sealed: [],
    files: null,
  };
}

export const urlsOf = ({ urls }: Pick<OpTemplate, 'urls'>): ImportedItem['draft']['urls'] =>
  (urls ?? []).map(({ href, label, primary }) => ({
    href,
    label: label || null,
    primary: primary ?? false,
  }));

type Content = Pick<ImportedItem['draft'], 'sections' | 'fields'>;

/** `op` names a section within each of its fields, and not always in the list of sections. */
export function contentOf({ sections, fields }: Pick<OpTemplate, 'sections' | 'fields'>): Content {
  const labels = new Map<string, string>();
  const named = [...(sections ?? []), ...(fields ?? []).flatMap(({ section }) => section ?? [])];
  for (const { id, label } of named) if (!labels.get(id)) labels.set(id, label ?? '');
  return {
    // A section that was never named, such as `add more`, goes by its id.
    sections: [...labels].map(([id, label]) => ({ id, label: label || id })),
    fields: (fields ?? []).map(({ id, label, type, purpose, section, value }) => ({
      id: id || null,
      label: label ?? null,
      type: known(type),
      purpose,
      sectionId: section?.id ?? null,
      value,
      recipe: null,
    })),
  };
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('invariant: a word that was refused');
  return value;
}
