import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { err, ok, type Result } from '@connect-token/core';
import type { Format } from '../command.ts';
import type { Io } from '../io.ts';
import type { OpFailure } from './failure.ts';

/** All that a command knows of the world. */
export interface OpContext {
  readonly io: Io;
  readonly format: Format;
}

/** An exit code, or why there is none. */
export type OpOutcome = Promise<Result<number, OpFailure>>;

export type OpWork = (args: readonly string[], context: OpContext) => OpOutcome;

export type FlagValues = Readonly<
  Record<string, string | boolean | readonly (string | boolean)[] | undefined>
>;

export interface ParsedArguments {
  readonly flags: FlagValues;
  readonly positionals: readonly string[];
}

/**
 * The flags that a command knows, and its arguments. A flag that isn't known is one of `op`'s that has no meaning here, so it is
 * refused rather than skipped: an answer that leaves a flag out would be a wrong one.
 */
export function parseCommandLine(
  args: readonly string[],
  options: ParseArgsOptionsConfig,
  positionalsMax: number,
): Result<ParsedArguments, OpFailure> {
  const unknown = unknownFlag(args, options);
  if (unknown !== undefined) return err({ code: 'NOT_SUPPORTED', what: unknown });
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > positionalsMax)
      return err({
        code: 'USAGE',
        problem: `${positionals.length} arguments are given, at most ${positionalsMax}`,
      });
    return ok({ flags: values as FlagValues, positionals });
  } catch (cause) {
    // The message names the flag, and what it takes.
    return err({ code: 'USAGE', problem: cause instanceof Error ? cause.message : 'the flags' });
  }
}

function unknownFlag(args: readonly string[], options: ParseArgsOptionsConfig): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  return unknown?.kind === 'option' ? unknown.rawName : undefined;
}

export const textFlag = (flags: FlagValues, name: string): string | undefined => {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
};

/** The values of a flag that may stand there several times, as they are. */
export const textFlags = (flags: FlagValues, name: string): readonly string[] => {
  const value = flags[name];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
};

/** A list as `op` takes it: commas within one flag, and the flag again. */
export const listFlag = (flags: FlagValues, name: string): readonly string[] =>
  textFlags(flags, name).flatMap((text) => text.split(',').map((part) => part.trim()));
