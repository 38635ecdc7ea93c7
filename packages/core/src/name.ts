import type { FailureOf } from './error.ts';
import { isSteering } from './quote.ts';

/** UTF-16 units. Enough for any name that people give, short enough for a column and an error message. */
export const NAME_MAX = 256;

/** What can be named: it stands in the message. */
export type NamedThing = 'server' | 'token' | 'vault' | 'group' | 'credential';

/** Why a text is no name: nothing but space, too long, or with characters that steer a terminal or a log. */
export function refuseName(thing: NamedThing, name: string): FailureOf<'NAME_INVALID'> | undefined {
  const problem = problemOf(name);
  return problem === undefined ? undefined : { code: 'NAME_INVALID', thing, name, problem };
}

function problemOf(name: string): string | undefined {
  if (name.trim() === '') return 'is empty';
  if (name.length > NAME_MAX) return `has ${name.length} characters, at most ${NAME_MAX} are allowed`;
  return isSteering(name) ? 'has control characters' : undefined;
}
