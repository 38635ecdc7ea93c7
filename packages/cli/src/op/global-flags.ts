import { err, ok, type Result } from '@connect-token/core';
import { FORMATS, type Format } from '../command.ts';
import type { OpFailureOf } from './failure.ts';

/** What a command line says apart from its command. */
interface GlobalFlags {
  readonly format: Format;
  readonly help: boolean;
  readonly version: boolean;
}

/**
 * Flags of every command of `op` that change nothing here: there is no account to choose, no session, no cache and no colour.
 * Source: 1password.dev, CLI reference, global flags.
 */
const IGNORED_WITH_VALUE = new Set(['--account', '--config', '--encoding', '--session']);
const IGNORED = new Set(['--cache', '--debug', '--iso-timestamps', '--no-color']);

export interface SplitArguments {
  readonly flags: GlobalFlags;
  /** Everything else, in its order. */
  readonly rest: readonly string[];
}

/**
 * Takes the global flags out of a command line, wherever they stand: up to `--`, and for `run` up to the command that it runs,
 * whose own flags are none of ours. Fails with `USAGE` where a value is missing or no format that there is.
 */
export function splitGlobalFlags(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Result<SplitArguments, OpFailureOf<'USAGE'>> {
  const rest: string[] = [];
  let format = env['OP_FORMAT'] || 'human-readable';
  let help = false;
  let version = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--' || isRunsCommand(rest, arg)) {
      rest.push(...args.slice(at));
      break;
    }
    const [name = '', given] = splitFlag(arg);
    if (IGNORED.has(name)) continue;
    if (name === '--format' || IGNORED_WITH_VALUE.has(name)) {
      const value = given ?? args[at + 1];
      if (value === undefined) return err({ code: 'USAGE', problem: `${name} needs a value` });
      if (given === undefined) at += 1;
      if (name === '--format') format = value;
    } else if (arg === '--help' || arg === '-h') help = true;
    else if (rest.length === 0 && (arg === '--version' || arg === '-v')) version = true;
    else rest.push(arg);
  }
  const known = FORMATS.find((one) => one === format);
  return known === undefined
    ? err({ code: 'USAGE', problem: `the format is not one of ${FORMATS.join(', ')}` })
    : ok({ flags: { format: known, help, version }, rest });
}

const isRunsCommand = (rest: readonly string[], arg: string): boolean =>
  rest[0] === 'run' && !arg.startsWith('-') && !takesValue(rest.at(-1));

/** The one flag of `run` whose value is a word of its own. */
const takesValue = (before: string | undefined): boolean => before === '--env-file';

function splitFlag(arg: string): readonly [string, string | undefined] {
  const equals = arg.startsWith('--') ? arg.indexOf('=') : -1;
  return equals < 0 ? [arg, undefined] : [arg.slice(0, equals), arg.slice(equals + 1)];
}
