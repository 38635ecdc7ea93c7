import { err, type Failure, ok, plain, quote, type Result, type SecretNoun } from '@connect-token/core';
import type { NamedReference } from '@connect-token/job';
import { findNamed } from './connect/named.ts';
import type { AttachedFile, Field, Item, Section } from './connect/shape.ts';

interface Sought {
  readonly noun: SecretNoun;
  readonly text: string;
  readonly where: string;
}

/** The one thing that a part of a reference names. Fails with `SECRET_UNKNOWN` and `SECRET_AMBIGUOUS`. */
export function find<T extends { readonly id: string; readonly name: string }>(
  { name: variable, text: reference }: NamedReference,
  { noun, text, where }: Sought,
  things: readonly T[],
): Result<T, Failure> {
  const found = findNamed(text, things);
  switch (found.kind) {
    case 'one':
      return ok(found.thing);
    case 'many':
      return err({ code: 'SECRET_AMBIGUOUS', variable, reference, noun, text, ids: found.ids });
    case 'none':
      return err({
        code: 'SECRET_UNKNOWN',
        variable,
        reference,
        noun,
        text,
        where,
        nearest: found.nearest === null ? null : plain(found.nearest),
      });
  }
}

export const findSection = (named: NamedReference, item: Item, text: string): Result<Section, Failure> =>
  find(named, { noun: 'section', text, where: whereOf(item) }, item.sections);

export type Found =
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'file'; readonly file: AttachedFile };

/**
 * What a reference names within its item. A field goes before a file of its name; without a section, what has none comes first, and
 * what is within one is found where its name is the only one. Source: 1password.dev, "Secret reference syntax".
 */
export function findField(
  named: NamedReference,
  item: Item,
  { section, field }: { readonly section: string | undefined; readonly field: string },
): Result<Found, Failure> {
  const within = section === undefined ? undefined : findSection(named, item, section);
  if (within !== undefined && !within.ok) return within;
  const places: readonly ((one: { readonly section: string | null }) => boolean)[] =
    within === undefined
      ? [(one) => one.section === null, () => true]
      : [(one) => one.section === within.value.id];
  const where = section === undefined ? whereOf(item) : `the section ${quote(section)} of ${whereOf(item)}`;
  const sought: Sought = { noun: 'field', text: field, where };
  const looks = [
    ...places.map((place) => () => asField(find(named, sought, item.fields.filter(place)))),
    ...places.map((place) => () => asFile(find(named, sought, item.files.filter(place)))),
  ];
  let unknown: Result<Found, Failure> | undefined;
  for (const look of looks) {
    const found = look();
    if (found.ok || found.error.code !== 'SECRET_UNKNOWN') return found;
    // Of several misses, the one that knows what was probably meant.
    if (unknown === undefined || found.error.nearest !== null) unknown = found;
  }
  if (unknown === undefined) throw new Error('invariant: nothing was looked at');
  return unknown;
}

const whereOf = (item: Item): string => `the item ${quote(item.name)}`;

const asField = (found: Result<Field, Failure>): Result<Found, Failure> =>
  found.ok ? ok({ kind: 'field', field: found.value }) : found;

const asFile = (found: Result<AttachedFile, Failure>): Result<Found, Failure> =>
  found.ok ? ok({ kind: 'file', file: found.value }) : found;
