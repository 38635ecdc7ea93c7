import { type Failure, isNonEmpty, type NonEmpty, type Result } from '@connect-token/core';
import type { Mistake } from './report.ts';

/** Gathers what is wrong with inputs while they are read, so that a workflow is mended in one go. */
export interface Mistakes {
  /** The value of an input, or `undefined` after its mistakes were noted. */
  take<T>(input: string, parsed: Result<T, Failure | readonly Failure[]>): T | undefined;
  note(input: string, failure: Failure): void;
  /** `null`: there are none. */
  all(): NonEmpty<Mistake> | null;
}

export function gatherMistakes(): Mistakes {
  const mistakes: Mistake[] = [];
  const note = (input: string, failure: Failure): void => {
    mistakes.push({ input, failure });
  };
  return {
    take: (input, parsed) => {
      if (parsed.ok) return parsed.value;
      for (const failure of [parsed.error].flat()) note(input, failure);
      return undefined;
    },
    note,
    all: () => (isNonEmpty(mistakes) ? mistakes : null),
  };
}
