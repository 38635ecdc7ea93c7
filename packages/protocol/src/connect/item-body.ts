import {
  CHARACTER_SETS,
  FIELD_PURPOSES,
  FIELD_TYPES,
  ITEM_CATEGORIES,
  RECIPE_LENGTH,
} from '@connect-token/core';
import * as z from 'zod';
import { connectSchemas, noted } from './registry.ts';
import { optionalFlag, optionalId, optionalList, optionalText, sentText } from './scalar.ts';

/** A word, or none: clients that were written in Go send an empty text for what they leave open. */
const optionalWord = <const W extends readonly string[]>(words: W) =>
  z
    .enum(['', ...words])
    .nullish()
    .transform((word): W[number] | null => (word === undefined || word === '' ? null : word));

export const recipeBody = z
  .object({
    length: z
      .int()
      .min(RECIPE_LENGTH.min)
      .max(RECIPE_LENGTH.max)
      .nullish()
      .transform((length) => length ?? RECIPE_LENGTH.default),
    characterSets: noted(optionalList(z.enum(CHARACTER_SETS)), 'None: all of them.'),
    excludeCharacters: optionalText,
  })
  .register(connectSchemas, { id: 'RecipeBody' });

/** A field as a client sends it. Keys that aren't here are ignored. */
export const fieldBody = z
  .object({
    id: optionalId,
    label: optionalText,
    type: noted(
      optionalWord(FIELD_TYPES),
      'Left open: `CONCEALED` with the purpose `PASSWORD`, else `STRING`.',
    ),
    purpose: optionalWord(FIELD_PURPOSES),
    section: z.object({ id: optionalId }).nullish(),
    value: optionalText,
    generate: noted(optionalFlag, 'Makes a value where none is given.'),
    recipe: recipeBody.nullish(),
  })
  .register(connectSchemas, { id: 'FieldBody' });

export const sectionBody = z
  .object({ id: optionalId, label: optionalText })
  .register(connectSchemas, { id: 'SectionBody' });

export const urlBody = z
  .object({ href: sentText, label: optionalText, primary: optionalFlag })
  .register(connectSchemas, { id: 'UrlBody' });

/**
 * An item as a client sends it, to create or to replace one. What the server owns (`version`, `createdAt`, `updatedAt`,
 * `lastEditedBy`, `files`) is ignored, as every key is that isn't here.
 */
export const itemBody = z
  .object({
    id: noted(
      optionalId,
      'Of an item that is created: ignored. Of one that is replaced: the one in the path, or none.',
    ),
    vault: noted(z.object({ id: optionalId }).nullish(), 'The one in the path, or none.'),
    title: sentText,
    category: z.enum(ITEM_CATEGORIES),
    urls: optionalList(urlBody),
    favorite: optionalFlag,
    tags: optionalList(sentText),
    sections: optionalList(sectionBody),
    fields: optionalList(fieldBody),
  })
  .register(connectSchemas, { id: 'ItemBody' });

/** More than a client changes at once; each is held against the item that the ones before it made. */
export const PATCH_OPERATIONS_MAX = 200;

export const patchBody = z
  .array(
    z.object({
      op: z.enum(['add', 'remove', 'replace']),
      path: noted(
        sentText,
        '`/` is the whole item, `/fields/<id>` a field by its id, `/tags/1` a tag by its place.',
      ),
      value: z.unknown().optional(),
    }),
  )
  .max(PATCH_OPERATIONS_MAX)
  .register(connectSchemas, { id: 'PatchBody' });

export type ItemBody = z.output<typeof itemBody>;
export type FieldBody = z.output<typeof fieldBody>;
export type RecipeBody = z.output<typeof recipeBody>;
