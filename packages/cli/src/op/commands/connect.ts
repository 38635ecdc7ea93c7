import { err, ok } from '@connect-token/core';
import type { Io, Output } from '../../io.ts';
import type { OpWork } from '../command.ts';

/** The nouns of `op connect`. What `connect` has besides is no word of `op`. Source: 1password.dev, `op connect`. */
const NOUNS = ['group', 'server', 'token', 'vault'];

/** `op` has no word for what is gone: wrappers that ask for JSON read nothing, and anything else would have to be JSON. */
const SILENT = ['delete', 'remove', 'rm'];

/**
 * `op connect …`: the commands of `connect`, as a program calls them that is not a person. Nobody is asked, and nothing is told beside the
 * answer: `op` neither asks before it deletes, nor knows of credits.
 */
export const connect: OpWork = async (args, { io, format }) => {
  const [noun = '', verb = ''] = args;
  if (!NOUNS.includes(noun)) return err({ code: 'NOT_SUPPORTED', what: `op connect ${noun}`.trim() });
  const { run } = await import('../../program.ts');
  const told: string[] = [];
  const code = await run(['--yes', '--format', format, ...args], machineIo(io, SILENT.includes(verb), told));
  if (code === 0) return ok(0);
  io.stderr.write(told.join(''));
  return ok(1);
};

/** Nobody at a terminal; what goes to stderr is kept until it is known to be a failure. */
function machineIo(io: Io, silent: boolean, told: string[]): Io {
  const stderr: Output = { colour: false, terminal: false, write: (text) => void told.push(text) };
  const stdout = silent ? { ...io.stdout, write: () => {} } : io.stdout;
  return { ...io, stdout, stderr, interactive: false };
}
