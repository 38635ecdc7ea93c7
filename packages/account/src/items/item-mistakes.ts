import { FIELD_PURPOSES, lookUp, PURPOSE_IDS, Secret } from '@connect-token/core';
import { type DraftPart, memberOf, partsOf, textOf } from '../draft.ts';
import { standInId } from '../identifier.ts';
import { type Mistake, repeated } from '../mistake.ts';
import { VALUES_MAX } from './item-limits.ts';

/** What is wrong between the parts of one item, as far as it can be read. */
export function itemMistakes(item: unknown): readonly Mistake[] {
  const sections = partsOf(item, 'sections');
  const fields = partsOf(item, 'fields');
  return [
    ...repeated(
      sections.map((section) => placed(section, 'id')),
      (id) => `the id \`${id}\` belongs to another section of the item already`,
    ),
    ...repeated(
      fields.map((field) => placed(field, 'purpose')),
      (purpose) => `another field of the item has the purpose \`${purpose}\` already`,
    ),
    ...repeated(
      [...impliedIds(fields), ...fields.map((field) => placed(field, 'id'))],
      (id) => `the id \`${id}\` belongs to another field of the item already`,
    ),
    ...fields.flatMap(labelMistakes),
    ...[...fields, ...partsOf(item, 'files')].flatMap((part) => sectionMistakes(part, sections)),
    ...totalMistakes(fields),
    ...repeated(primaryUrls(item), () => 'another URL of the item is the primary one already'),
  ];
}

const placed = ({ path, value }: DraftPart, key: string) => ({
  path: [...path, key],
  text: textOf(value, key),
});

/** Ids that fields have by their purpose, each once: a purpose that stands twice is a mistake of its own. */
const impliedIds = (fields: readonly DraftPart[]) =>
  FIELD_PURPOSES.filter((purpose) =>
    fields.some(({ value }) => textOf(value, 'purpose') === purpose && textOf(value, 'id') === undefined),
  ).map((purpose) => ({ path: [], text: PURPOSE_IDS[purpose] }));

const labelMistakes = ({ path, value }: DraftPart): readonly Mistake[] =>
  memberOf(value, 'label') === undefined && memberOf(value, 'purpose') === undefined
    ? [{ path: [...path, 'label'], problem: 'is missing: a field without a `purpose` needs a label' }]
    : [];

function sectionMistakes(part: DraftPart, sections: readonly DraftPart[]): readonly Mistake[] {
  const text = textOf(part.value, 'section');
  if (text === undefined) return [];
  const found = lookUp(
    text,
    sections.map(({ value }, position) => ({
      id: textOf(value, 'id') ?? standInId(position),
      name: textOf(value, 'label') ?? '',
    })),
  );
  switch (found.kind) {
    case 'one':
      return [];
    case 'none':
      return [{ path: [...part.path, 'section'], problem: `the item has no section \`${text}\`` }];
    case 'many':
      return [
        {
          path: [...part.path, 'section'],
          problem: `more than one section is labelled \`${text}\`: give each an \`id\`, and name that`,
        },
      ];
  }
}

const primaryUrls = (item: unknown) =>
  partsOf(item, 'urls')
    .filter(({ value }) => memberOf(value, 'primary') === true)
    .map(({ path }) => ({ path: [...path, 'primary'], text: 'primary' }));

function totalMistakes(fields: readonly DraftPart[]): readonly Mistake[] {
  const total = fields.reduce((sum, { value }) => sum + lengthOf(memberOf(value, 'value')), 0);
  return total > VALUES_MAX
    ? [
        {
          path: ['fields'],
          problem: `have ${total} characters in all their values, at most ${VALUES_MAX} are allowed`,
        },
      ]
    : [];
}

/** A value is a secret by the time that it is held against its neighbours. */
function lengthOf(value: unknown): number {
  const text: unknown = value instanceof Secret ? value.reveal() : value;
  return typeof text === 'string' ? text.length : 0;
}
