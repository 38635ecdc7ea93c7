import { type Failure, type FailureOf, quote, quoteList } from '@connect-token/core';
import type { Args } from './args.ts';
import type { CommandSpec, OptionSpec } from './command.ts';

/** Everything about a command line that doesn't fit its command, before anything is opened. */
export function refuseArgs(path: string, spec: CommandSpec, args: Args): readonly Failure[] {
  return [...refusePositional(path, spec, args), ...refuseOptions(path, spec.options ?? [], args)];
}

const usage = (problem: string, instead: string | null = null): FailureOf<'USAGE_INVALID'> => ({
  code: 'USAGE_INVALID',
  problem,
  instead,
});

function refusePositional(path: string, spec: CommandSpec, { positional }: Args): readonly Failure[] {
  const names = spec.args ?? [];
  const missing = names
    .slice(positional.length)
    .flatMap(({ name, optional }) => (optional === true ? [] : usage(`${quote(path)} needs a <${name}>`)));
  if (positional.length <= names.length || names.at(-1)?.many === true) return missing;
  const excess = positional.slice(names.length);
  return [spec.refuseExcess?.(positional) ?? usage(`${quote(path)} takes no ${quoteList(excess)}`)];
}

export const refuseOptions = (path: string, options: readonly OptionSpec[], args: Args): readonly Failure[] =>
  options.flatMap((option) => refuseOption(path, option, args.texts(option.name)) ?? []);

/** An option given twice is a slip whose half would go unseen. */
function refuseOption(path: string, option: OptionSpec, values: readonly string[]): Failure | undefined {
  const name = quote(`--${option.name}`);
  if (option.required === true && values.length === 0) return usage(`${quote(path)} needs ${name}`);
  if (option.value === undefined) return undefined;
  if (option.repeatable !== true && values.length > 1) return usage(`${name} is given more than once`);
  const { choices } = option;
  const foreign = choices === undefined ? undefined : values.find((value) => !choices.includes(value));
  return foreign === undefined || choices === undefined
    ? undefined
    : usage(`${name} is ${quote(foreign)}, allowed is ${quoteList(choices)}`);
}
