/** What stands on a command line behind the command: read once, already known to fit the command. */
export interface Args {
  readonly positional: readonly string[];
  /** The value of an option that is given at most once. */
  text(option: string): string | undefined;
  /** The values of an option, in their order. */
  texts(option: string): readonly string[];
  has(option: string): boolean;
  /** The value of an option or a positional that the command can't do without. */
  needed(option: string): string;
  first(): string;
}

/** INVARIANT: whoever asks for something needed has had it checked (`refuseArgs`). */
export function argsOf(positional: readonly string[], options: ReadonlyMap<string, readonly string[]>): Args {
  const texts = (option: string): readonly string[] => options.get(option) ?? [];
  const text = (option: string): string | undefined => texts(option)[0];
  return {
    positional,
    text,
    texts,
    has: (option) => options.has(option),
    needed: (option) => given(text(option), `--${option}`),
    first: () => given(positional[0], 'an argument'),
  };
}

function given(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`invariant: ${what} was checked to be there`);
  return value;
}
