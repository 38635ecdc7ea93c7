import { err, type Failure, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { Args } from './args.ts';
import { type AccountCommand, FORMATS, type Format, type Session } from './command.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { openManagement } from './management.ts';
import { findAccount } from './place.ts';
import { exitCodeOf, reportFailures } from './report.ts';

/** Opens the account that the line or the environment names, runs the command on it, and closes it whatever happens. */
export async function runOnAccount(command: AccountCommand, args: Args, io: Io): Promise<ExitCode> {
  const format = readFormat(args.text('format') ?? io.env['OP_FORMAT']);
  const place = findAccount(args, io.env);
  const mistakes = [...(format.ok ? [] : [format.error]), ...(place.ok ? [] : [place.error])];
  if (!format.ok || !place.ok) return refuse(isNonEmpty(mistakes) ? mistakes : broken(), io);
  // Who writes it may need the account as well, as in `connect server list | connect server get -`, and one process has it.
  if (args.positional.some(readsInput)) await io.readInput();
  const [work, opened] = [await command.load(), await openManagement(place.value, io.env)];
  if (!opened.ok) return refuse(opened.error, io);
  const { management, credentials, items, rekey, shared, close } = opened.value;
  try {
    const session: Session = {
      management,
      credentials,
      items,
      rekey,
      shared,
      io,
      format: format.value,
      yes: args.has('yes'),
      tellsCredits: io.stderr.terminal || args.has('verbose'),
    };
    const outcome = await work(args, session);
    if (!outcome.ok) return refuse(outcome.error, io);
    if (outcome.value === 'done') return EXIT.ok;
    io.stderr.write('nothing was changed\n');
    return EXIT.failure;
  } finally {
    await close();
  }
}

/** `-`, or a statement such as `password=-`. */
const readsInput = (word: string): boolean => word === '-' || word.endsWith('=-');

function refuse(failures: NonEmpty<Failure>, io: Io): ExitCode {
  reportFailures(failures, io.stderr);
  return exitCodeOf(failures);
}

const broken = (): never => {
  throw new Error('invariant: a refusal without a failure');
};

/** An empty variable says nothing. */
export function readFormat(text: string | undefined): Result<Format, Failure> {
  if (text === undefined || text === '') return ok('human-readable');
  const format = FORMATS.find((known) => known === text);
  if (format !== undefined) return ok(format);
  const problem = '`OP_FORMAT` is neither `human-readable` nor `json`';
  return err({ code: 'USAGE_INVALID', problem, instead: null });
}
