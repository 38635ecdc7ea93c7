import { describe, err, ok, type Result } from '@connect-token/core';
import type { DraftPart } from './draft.ts';
import type { Finder, NameableThing } from './finder.ts';
import { isStandIn } from './identifier.ts';
import type { Mistake } from './mistake.ts';

/** What an account file refers to by name or id, beside vaults. */
export type ReferenceNoun = 'person' | 'group';

/** The position of the thing that a text names. Fails with a sentence: there is none, or several. */
export function parseReference(
  noun: ReferenceNoun,
  text: string,
  find: Finder<NameableThing>,
): Result<number, string> {
  const found = find(text);
  switch (found.kind) {
    case 'none':
      return err(describeUnknown(noun, text, found.nearest));
    case 'many':
      return err(describeAmbiguity(noun, text, found.ids));
    case 'one':
      return ok(found.thing.position);
  }
}

/** What is wrong with a list of references; what is no text is passed over, because it is reported where it stands. */
export function referenceMistakes(
  noun: ReferenceNoun,
  entries: readonly DraftPart[],
  find: Finder<NameableThing>,
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const seen = new Set<number>();
  for (const { path, value } of entries) {
    if (typeof value !== 'string' || value === '') continue;
    const reference = parseReference(noun, value, find);
    if (!reference.ok) mistakes.push({ path, problem: reference.error });
    else if (seen.has(reference.value))
      mistakes.push({ path, problem: `the ${noun} stands in this list already` });
    else seen.add(reference.value);
  }
  return mistakes;
}

const describeUnknown = (noun: ReferenceNoun, text: string, nearest: string | null): string =>
  noun === 'person'
    ? describe({ code: 'PERSON_UNKNOWN', person: text, nearest })
    : describe({ code: 'GROUP_UNKNOWN', group: text, nearest });

function describeAmbiguity(noun: ReferenceNoun, text: string, ids: readonly string[]): string {
  if (ids.some(isStandIn))
    return `more than one ${noun} is named \`${text}\`: give each an \`id\`, and name that`;
  return noun === 'person'
    ? describe({ code: 'PERSON_AMBIGUOUS', person: text, ids })
    : describe({ code: 'GROUP_AMBIGUOUS', group: text, ids });
}
