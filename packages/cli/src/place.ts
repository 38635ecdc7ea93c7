import { err, type FailureOf, ok, type Result } from '@connect-token/core';
import type { Args } from './args.ts';

/** Where the account is that a command works on. */
export type AccountPlace =
  | {
      readonly kind: 'directory';
      /** Overrides the one of the configuration; `null` only where there is a configuration. */
      readonly dataDir: string | null;
      readonly configPath: string | null;
    }
  | { readonly kind: 'broker'; readonly broker: string };

/**
 * The account that was named: options rule over the environment, all of them over all of it, so that a variable left over from
 * another day never widens or moves what a line says. Fails with `USAGE_INVALID` where there is none, or two.
 */
export function findAccount(
  args: Pick<Args, 'text'>,
  env: Readonly<Record<string, string | undefined>>,
): Result<AccountPlace, FailureOf<'USAGE_INVALID'>> {
  const given = placeOf(args.text('data-dir'), args.text('config'), args.text('broker'));
  if (given !== undefined) return given;
  const around = placeOf(
    env['CONNECT_TOKEN_DATA_DIR'],
    env['CONNECT_TOKEN_CONFIG'],
    env['CONNECT_TOKEN_BROKER'],
  );
  if (around !== undefined) return around;
  const problem = 'no account is named: give `--data-dir`, `--config` or `--broker`';
  return refuse(problem, 'connect server list --data-dir /var/lib/connect-token');
}

function placeOf(
  dataDir = '',
  configPath = '',
  broker = '',
): Result<AccountPlace, FailureOf<'USAGE_INVALID'>> | undefined {
  const inDirectory = dataDir !== '' || configPath !== '';
  if (broker === '' && !inDirectory) return undefined;
  if (broker === '')
    return ok({ kind: 'directory', dataDir: dataDir || null, configPath: configPath || null });
  return inDirectory
    ? refuse('two accounts are named: a broker, and a data directory', null)
    : ok({ kind: 'broker', broker });
}

const refuse = (problem: string, instead: string | null): Result<never, FailureOf<'USAGE_INVALID'>> =>
  err({ code: 'USAGE_INVALID', problem, instead });
