import { ok } from '@connect-token/core';
import { type Mistakes, parseBoolean } from '@connect-token/job';
import { type Command, parseCommand } from './command.ts';
import { parseEnvPrefix, type VariableNames } from './variables.ts';

/** What becomes of the token. */
export type TokenUse =
  /** `dry-run`: none is made. */
  | { readonly kind: 'rehearsal' }
  | { readonly kind: 'outputs' }
  /** `export-env`: outputs, and variables for every later step of the job. */
  | { readonly kind: 'environment'; readonly names: VariableNames; readonly overwrite: boolean }
  /** `run`: for one command; no output holds it, and it is revoked when the command ends. */
  | { readonly kind: 'command'; readonly names: VariableNames; readonly command: Command };

/**
 * What the inputs say of it; `undefined` where they are mistaken. An input without an effect is a slip that nobody notices, so
 * each has to have its effect, or is refused.
 */
export function parseTokenUse(read: (name: string) => string, mistakes: Mistakes): TokenUse | undefined {
  const text = (name: string): string => read(name).trim();
  const flag = (name: string): boolean | undefined => mistakes.take(name, parseBoolean(name, text(name)));
  const exportEnv = flag('export-env');
  const overwrite = flag('overwrite');
  const dryRun = flag('dry-run');
  const names = mistakes.take('env-prefix', parseEnvPrefix(text('env-prefix')));
  const command = mistakes.take('run', text('run') === '' ? ok(null) : parseCommand(read('run')));

  const refuse = (input: string, reason: string): void =>
    mistakes.note(input, { code: 'INPUT_REFUSED', input, reason });
  const runs = text('run') !== '';
  if (runs && exportEnv === true)
    refuse('export-env', '`run` gives the token to its command only; take one of the two');
  if (overwrite === true && exportEnv === false)
    refuse('overwrite', 'it is for `export-env`, which is not `true`');
  if (names !== undefined && text('env-prefix') !== '' && exportEnv === false && !runs)
    refuse('env-prefix', 'it is for the variables of `export-env` or `run`, and neither is given');

  if (names === undefined || command === undefined) return undefined;
  if (dryRun === true) return { kind: 'rehearsal' };
  if (command !== null) return { kind: 'command', names, command };
  return exportEnv === true
    ? { kind: 'environment', names, overwrite: overwrite === true }
    : { kind: 'outputs' };
}
