import {
  err,
  isNonEmpty,
  mapNonEmpty,
  type NonEmpty,
  ok,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import {
  describeBodyIssue,
  type FieldBody,
  type ItemBody,
  type RecipeBody,
} from '@connect-token/protocol/connect';
import type { z } from 'zod';
import type { FieldDraft, ItemDraft, ItemProblem, PasswordRecipe } from './item-draft.ts';
import { DEFAULT_RECIPE } from './password.ts';

/** What the body of a request of the Connect API asks for. Ids of the item and its vault stand in the request's path. */
export const itemDraftOf = (body: ItemBody): ItemDraft => ({
  title: body.title,
  category: body.category,
  tags: body.tags,
  urls: body.urls,
  favorite: body.favorite,
  sections: body.sections.map(sectionDraftOf),
  fields: body.fields.map(fieldDraftOf),
});

export const sectionDraftOf = ({
  id,
  label,
}: {
  readonly id: string | null;
  readonly label: string | null;
}): ItemDraft['sections'][number] => ({ id, label: label ?? '' });

/** A value is made where that is asked for, whether or not one was sent. */
export const fieldDraftOf = (body: FieldBody): FieldDraft => ({
  id: body.id,
  label: body.label,
  type: body.type ?? (body.purpose === 'PASSWORD' ? 'CONCEALED' : 'STRING'),
  purpose: body.purpose,
  sectionId: body.section?.id ?? null,
  value: secretOrNull(body.value),
  recipe: body.generate ? recipeOf(body.recipe ?? null) : null,
});

export const secretOrNull = (value: string | null): Secret<string> | null =>
  value === null ? null : secret(value);

export function recipeOf(body: RecipeBody | null): PasswordRecipe {
  if (body === null) return DEFAULT_RECIPE;
  const { length, characterSets, excludeCharacters } = body;
  return {
    length,
    characterSets: isNonEmpty(characterSets) ? characterSets : DEFAULT_RECIPE.characterSets,
    excludeCharacters: excludeCharacters ?? '',
  };
}

/**
 * A part of a body of a request, by its schema. Fails with every place of another shape, below `path`; what was sent is not repeated.
 */
export function readPart<S extends z.ZodType>(
  schema: S,
  given: unknown,
  path: string,
): Result<z.output<S>, NonEmpty<ItemProblem>> {
  if (given === undefined) return err([{ path, problem: 'is missing' }]);
  const read = schema.safeParse(given, { error: describeBodyIssue });
  if (read.success) return ok(read.data);
  const { issues } = read.error;
  if (!isNonEmpty(issues)) throw new Error('invariant: a shape refused for no reason');
  return err(
    mapNonEmpty(issues, ({ path: below, message }) => ({
      path: below.reduce<string>((whole, key) => whole + step(key), path),
      problem: message,
    })),
  );
}

const step = (key: PropertyKey): string => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`);
