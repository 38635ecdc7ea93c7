import { type ItemCategory, isSteering, PURPOSE_IDS } from '@connect-token/core';
import type { ItemUrl } from './item.ts';
import type { FieldDraft, ItemDraft, ItemProblem } from './item-draft.ts';
import { NAME_MAX, PARTS_MAX, URL_MAX, VALUE_MAX, VALUES_MAX } from './item-limits.ts';
import { recipeProblems } from './password.ts';

/**
 * Everything that is wrong with what an item shall be; nothing of a value is in it. `before` is the category of the item that there is
 * already, `null` for a new one.
 * Source: 1password.dev, Connect API, "Add an item": items of the categories CUSTOM and DOCUMENT can't be created.
 */
export function itemProblems(draft: ItemDraft, before: ItemCategory | null): readonly ItemProblem[] {
  const sectionIds = new Set(draft.sections.map(({ id }) => id));
  return [
    ...nameProblems('title', draft.title),
    ...categoryProblems(draft.category, before),
    ...(['tags', 'urls', 'sections', 'fields'] as const).flatMap((list) => countProblems(list, draft[list])),
    ...draft.tags.flatMap((tag, index) => nameProblems(`tags[${index}]`, tag)),
    ...draft.urls.flatMap((url, index) => urlProblems(`urls[${index}]`, url)),
    ...primaryProblems(draft.urls),
    ...draft.sections.flatMap(({ id, label }, index) => [
      ...(id === null ? [] : nameProblems(`sections[${index}].id`, id)),
      ...labelProblems(`sections[${index}].label`, label),
    ]),
    ...repeatedProblems(
      draft.sections.map(({ id }, index) => ({ path: `sections[${index}].id`, text: id })),
      'is the id of another section of the item already',
    ),
    ...draft.fields.flatMap((field, index) => fieldProblems(`fields[${index}]`, field, sectionIds)),
    ...repeatedProblems(
      draft.fields.map(({ purpose }, index) => ({ path: `fields[${index}].purpose`, text: purpose })),
      'is the purpose of another field of the item already',
    ),
    ...repeatedProblems(fieldIds(draft.fields), 'is the id of another field of the item already'),
    ...totalProblems(draft.fields),
  ];
}

function categoryProblems(category: ItemCategory, before: ItemCategory | null): readonly ItemProblem[] {
  const problem =
    before !== null
      ? category === before
        ? undefined
        : `is \`${before}\`, and the category of an item doesn't change`
      : category === 'CUSTOM' || category === 'DOCUMENT'
        ? `items of the category \`${category}\` can't be created here`
        : undefined;
  return problem === undefined ? [] : [{ path: 'category', problem }];
}

const countProblems = (path: string, list: readonly unknown[]): readonly ItemProblem[] =>
  list.length > PARTS_MAX
    ? [{ path, problem: `has ${list.length} entries, at most ${PARTS_MAX} are allowed` }]
    : [];

const nameProblems = (path: string, text: string): readonly ItemProblem[] =>
  text === '' ? [{ path, problem: 'is empty' }] : labelProblems(path, text);

/** A label stands in lists and in messages; it may be empty. */
const labelProblems = (path: string, text: string): readonly ItemProblem[] =>
  textProblems(path, text, NAME_MAX);

function textProblems(path: string, text: string, max: number): readonly ItemProblem[] {
  if (text.length > max)
    return [{ path, problem: `has ${text.length} characters, at most ${max} are allowed` }];
  return isSteering(text) ? [{ path, problem: 'holds a control character' }] : [];
}

const urlProblems = (path: string, { href, label }: ItemUrl): readonly ItemProblem[] => [
  ...(href === '' ? [{ path: `${path}.href`, problem: 'is empty' }] : []),
  ...textProblems(`${path}.href`, href, URL_MAX),
  ...(label === null ? [] : labelProblems(`${path}.label`, label)),
];

const primaryProblems = (urls: readonly ItemUrl[]): readonly ItemProblem[] =>
  repeatedProblems(
    urls.map(({ primary }, index) => ({ path: `urls[${index}].primary`, text: primary ? 'primary' : null })),
    'is true of another URL of the item already',
  );

function fieldProblems(
  path: string,
  { id, label, sectionId, value, recipe }: FieldDraft,
  sectionIds: ReadonlySet<string | null>,
): readonly ItemProblem[] {
  return [
    ...(id === null ? [] : nameProblems(`${path}.id`, id)),
    ...(label === null ? [] : labelProblems(`${path}.label`, label)),
    ...(sectionId === null || sectionIds.has(sectionId)
      ? []
      : [{ path: `${path}.section`, problem: 'is no section of the item' }]),
    ...(recipe === null
      ? valueProblems(`${path}.value`, value?.reveal() ?? '')
      : recipeProblems(recipe).map(({ part, problem }) => ({ path: `${path}.recipe.${part}`, problem }))),
  ];
}

function valueProblems(path: string, value: string): readonly ItemProblem[] {
  if (value.length > VALUE_MAX)
    return [{ path, problem: `has ${value.length} characters, at most ${VALUE_MAX} are allowed` }];
  // Half of a surrogate pair has no form in UTF-8: it would be read back as another text.
  return !/\p{Surrogate}/u.test(value) ? [] : [{ path, problem: 'holds half of a surrogate pair' }];
}

/** Ids that are given, and those that fields have by their purpose, each purpose once. */
function fieldIds(fields: readonly FieldDraft[]): readonly PlacedText[] {
  const purposes = new Set<string>();
  return fields.map(({ id, purpose }, index) => {
    const implied = purpose !== null && !purposes.has(purpose) ? PURPOSE_IDS[purpose] : null;
    if (purpose !== null) purposes.add(purpose);
    return { path: `fields[${index}].id`, text: id ?? implied };
  });
}

interface PlacedText {
  readonly path: string;
  readonly text: string | null;
}

function repeatedProblems(texts: readonly PlacedText[], problem: string): readonly ItemProblem[] {
  const seen = new Set<string>();
  return texts.flatMap(({ path, text }) => {
    if (text === null) return [];
    if (seen.has(text)) return [{ path, problem }];
    seen.add(text);
    return [];
  });
}

function totalProblems(fields: readonly FieldDraft[]): readonly ItemProblem[] {
  const total = fields.reduce((sum, { value }) => sum + (value?.reveal().length ?? 0), 0);
  return total > VALUES_MAX
    ? [{ path: 'fields', problem: `have ${total} characters in all, at most ${VALUES_MAX} are allowed` }]
    : [];
}
