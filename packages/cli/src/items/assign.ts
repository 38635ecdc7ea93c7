import type { FieldDraft, ItemDraft } from '@connect-token/account/items';
import {
  err,
  type FailureOf,
  foldAscii,
  ok,
  PURPOSE_IDS,
  quote,
  type Result,
  type Secret,
  secret,
} from '@connect-token/core';
import type { Assignment } from './assignment.ts';

type Content = Pick<ItemDraft, 'sections' | 'fields'>;

type Refusal = FailureOf<'USAGE_INVALID'>;

/**
 * The draft after the statements, in their order. A field is found by its label or id, in any case; one that isn't there is added, as
 * a password where its type isn't said: what is hidden by mistake does no harm. Fails with `USAGE_INVALID`.
 * Source: 1password.dev, `op item edit`, assignment statements.
 */
export function assign<D extends Content>(
  draft: D,
  assignments: readonly Assignment[],
  input: Secret<string>,
): Result<D, Refusal> {
  let content: Content = draft;
  for (const assignment of assignments) {
    const next = assignOne(content, assignment, input);
    if (!next.ok) return next;
    content = next.value;
  }
  return ok({ ...draft, ...content });
}

function assignOne(
  content: Content,
  assignment: Assignment,
  input: Secret<string>,
): Result<Content, Refusal> {
  const { section, field, change } = assignment;
  const matches = findFields(content, section, field);
  const [found, ...others] = matches;
  if (others.length > 0)
    return refuse(`more than one field is named ${quote(field)}: name its section, or its id`);
  switch (change.kind) {
    case 'delete':
      if (found === undefined) return refuse(`there is no field ${quote(field)} to delete`);
      return ok({ ...content, fields: content.fields.filter((each) => each !== found) });
    case 'set':
    case 'read': {
      const value = change.kind === 'set' ? change.value : input;
      if (found === undefined) return ok(withField(content, assignment, change.type ?? 'CONCEALED', value));
      const next: FieldDraft = { ...found, type: change.type ?? found.type, value, recipe: null };
      return ok({ ...content, fields: content.fields.map((each) => (each === found ? next : each)) });
    }
  }
}

const refuse = (problem: string): Result<never, Refusal> =>
  err({ code: 'USAGE_INVALID', problem, instead: null });

/** By label or id: exactly, or else in another case; without a section those first that stand in none. */
function findFields(content: Content, section: string | null, name: string): readonly FieldDraft[] {
  const ids = section === null ? null : findSections(content, section).map(({ id }) => id);
  const inside = content.fields.filter(({ sectionId }) => ids === null || ids.includes(sectionId));
  const named = byName(inside, name, ({ id, label }) => [id, label]);
  const outside = named.filter(({ sectionId }) => sectionId === null);
  return section === null && outside.length > 0 ? outside : named;
}

const findSections = ({ sections }: Content, name: string): ItemDraft['sections'] =>
  byName(sections, name, ({ id, label }) => [id, label]);

function byName<T>(
  things: readonly T[],
  name: string,
  namesOf: (thing: T) => readonly (string | null)[],
): readonly T[] {
  const exact = things.filter((thing) => namesOf(thing).includes(name));
  if (exact.length > 0) return exact;
  const folded = foldAscii(name);
  return things.filter((thing) => namesOf(thing).some((each) => each !== null && foldAscii(each) === folded));
}

function withField(
  content: Content,
  { section, field }: Assignment,
  type: FieldDraft['type'],
  value: Secret<string>,
): Content {
  const found = section === null ? undefined : findSections(content, section)[0];
  const sectionId = section === null ? null : (found?.id ?? freeId(content.sections, section));
  const added = section === null || found !== undefined ? [] : [{ id: sectionId, label: section }];
  return {
    sections: [...content.sections, ...added],
    fields: [
      ...content.fields,
      { id: null, label: field, type, purpose: null, sectionId, value, recipe: null },
    ],
  };
}

/** A new section goes by its label, so that references to it read well. */
function freeId(sections: Content['sections'], label: string): string {
  const taken = new Set(sections.map(({ id }) => id));
  let id = label;
  for (let number = 2; taken.has(id); number += 1) id = `${label} ${number}`;
  return id;
}

/** The field that a generated password goes to: the one whose purpose it is, or that is called so. */
export function withGenerated<D extends Content>(draft: D, recipe: NonNullable<FieldDraft['recipe']>): D {
  const id = PURPOSE_IDS.PASSWORD;
  const index = draft.fields.findIndex((field) => field.purpose === 'PASSWORD' || field.id === id);
  if (index >= 0)
    return {
      ...draft,
      fields: draft.fields.map((field, at) => (at === index ? { ...field, value: null, recipe } : field)),
    };
  const field: FieldDraft = {
    id,
    label: id,
    type: 'CONCEALED',
    purpose: 'PASSWORD',
    sectionId: null,
    value: null,
    recipe,
  };
  return { ...draft, fields: [...draft.fields, field] };
}

export const noInput = secret('');
