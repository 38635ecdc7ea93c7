import { ok, PURPOSE_IDS } from '@connect-token/core';
import { fieldBody, itemBody } from '@connect-token/protocol/connect';
import { fieldDraftOf, readPart, recipeOf, secretOrNull } from './item-body.ts';
import type { FieldDraft, ItemDraft } from './item-draft.ts';
import { DEFAULT_RECIPE } from './password.ts';
import { type Edit, type Edited, editById, editWhole, NOTHING_THERE, refuse } from './patch-edit.ts';

const { id: _, ...ATTRIBUTES } = fieldBody.shape;

/** Fields: all of them, one by its id, or an attribute of one. */
export function patchFields(
  draft: ItemDraft,
  edit: Edit,
  [id, attribute, ...below]: readonly string[],
): Edited<ItemDraft> {
  if (below.length > 0) return refuse(edit, NOTHING_THERE);
  const fields =
    id === undefined
      ? editWhole(draft.fields, edit, readFields)
      : editField(draft.fields, edit, { id, attribute });
  return fields.ok ? ok({ ...draft, fields: fields.value }) : fields;
}

function readFields(value: unknown, path: string): Edited<readonly FieldDraft[]> {
  const bodies = readPart(itemBody.shape.fields, value, path);
  return bodies.ok ? ok(bodies.value.map(fieldDraftOf)) : bodies;
}

function editField(
  fields: readonly FieldDraft[],
  edit: Edit,
  { id, attribute }: { readonly id: string; readonly attribute: string | undefined },
): Edited<readonly FieldDraft[]> {
  const index = fields.findIndex((field) => idOf(field) === id);
  if (attribute === undefined) return editById(fields, edit, { id, index }, readFields);
  const field = fields[index];
  if (field === undefined || !isAttribute(attribute)) return refuse(edit, NOTHING_THERE);
  const edited = editAttribute(field, edit, attribute);
  return edited.ok ? ok(fields.with(index, edited.value)) : edited;
}

/** A field that this patch has added may have its id by its purpose only. */
const idOf = ({ id, purpose }: FieldDraft): string | null =>
  id ?? (purpose === null ? null : PURPOSE_IDS[purpose]);

type Attribute = keyof typeof ATTRIBUTES;

const isAttribute = (text: string): text is Attribute => Object.hasOwn(ATTRIBUTES, text);

/** To remove one is to empty it. */
function editAttribute(field: FieldDraft, edit: Edit, attribute: Attribute): Edited<FieldDraft> {
  const value = edit.op === 'remove' ? null : edit.value;
  const place = `${edit.at}.value`;
  switch (attribute) {
    case 'label': {
      const label = readPart(ATTRIBUTES.label, value, place);
      return label.ok ? ok({ ...field, label: label.value }) : label;
    }
    case 'type': {
      const type = readPart(ATTRIBUTES.type, value, place);
      if (!type.ok) return type;
      return type.value === null ? refuse(edit, "can't be missing") : ok({ ...field, type: type.value });
    }
    case 'purpose': {
      const purpose = readPart(ATTRIBUTES.purpose, value, place);
      return purpose.ok ? ok({ ...field, purpose: purpose.value }) : purpose;
    }
    case 'section': {
      const section = readPart(ATTRIBUTES.section, value, place);
      return section.ok ? ok({ ...field, sectionId: section.value?.id ?? null }) : section;
    }
    case 'value': {
      const text = readPart(ATTRIBUTES.value, value, place);
      return text.ok ? ok({ ...field, value: secretOrNull(text.value), recipe: null }) : text;
    }
    case 'generate': {
      const generate = readPart(ATTRIBUTES.generate, value, place);
      if (!generate.ok) return generate;
      return ok({ ...field, recipe: generate.value ? (field.recipe ?? DEFAULT_RECIPE) : null });
    }
    case 'recipe': {
      const recipe = readPart(ATTRIBUTES.recipe, value, place);
      if (!recipe.ok) return recipe;
      return ok({ ...field, recipe: recipe.value ? recipeOf(recipe.value) : null });
    }
  }
}
