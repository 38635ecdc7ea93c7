import type { Args } from '../args.ts';

/** A list as `op` takes it: commas within one option, and the option again; an empty text is an empty list. */
export const listed = (args: Args, option: string): readonly string[] =>
  args.texts(option).flatMap((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
