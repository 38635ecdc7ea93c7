import { err, ok } from '@connect-token/core';
import type { Io } from '../io.ts';
import { crashOf, formatError } from '../report.ts';
import type { OpContext, OpOutcome, OpWork } from './command.ts';
import { describeOpFailure } from './failure.ts';
import { splitGlobalFlags } from './global-flags.ts';
import { HELP } from './help.ts';
import { opVersion } from './op-version.ts';

/** Each command with the import of its own file: none but the one that runs is loaded. */
const COMMANDS: Readonly<Record<string, () => Promise<OpWork>>> = {
  'vault list': async () => (await import('./commands/vault.ts')).vaultList,
  'vault ls': async () => (await import('./commands/vault.ts')).vaultList,
  'vault get': async () => (await import('./commands/vault.ts')).vaultGet,
  'item list': async () => (await import('./commands/item-list.ts')).itemList,
  'item ls': async () => (await import('./commands/item-list.ts')).itemList,
  'item get': async () => (await import('./commands/item-get.ts')).itemGet,
  read: async () => (await import('./commands/read.ts')).read,
  inject: async () => (await import('./commands/inject.ts')).inject,
  run: async () => (await import('./commands/run.ts')).run,
  'env ls': async () => (await import('./commands/env.ts')).envList,
  'env list': async () => (await import('./commands/env.ts')).envList,
  connect: async () => (await import('./commands/connect.ts')).connect,
  whoami: async () => (await import('./commands/whoami.ts')).whoami,
};

/** Words of a command that are commands of their own. */
const NOUNS = ['vault', 'item', 'env'];

/**
 * One command line of the stand-in, and its exit code. INVARIANT: not a byte goes to stderr on success, since wrappers take any for a
 * failure; a failure is one line there, and exit code 1. Never rejects.
 */
export async function runOp(args: readonly string[], io: Io): Promise<number> {
  const outcome = await attempt(args, io).catch((cause: unknown) => {
    const { name, frames } = crashOf(cause);
    return err({
      code: 'USAGE',
      problem: `something broke in here: ${[name, ...frames].join(' at ')}`,
    } as const);
  });
  if (outcome.ok) return outcome.value;
  io.stderr.write(`${formatError(describeOpFailure(outcome.error), new Date(io.now()))}\n`);
  return 1;
}

async function attempt(args: readonly string[], io: Io): OpOutcome {
  const split = splitGlobalFlags(args, io.env);
  if (!split.ok) return split;
  const { flags, rest } = split.value;
  if (flags.version) return print(io, `${opVersion()}\n`);
  const [noun] = rest;
  if (noun === 'connect' && flags.help) return dispatch([...rest, '--help'], { io, format: flags.format });
  if (noun === undefined || noun === 'help' || flags.help) return print(io, HELP);
  return dispatch(rest, { io, format: flags.format });
}

async function dispatch(rest: readonly string[], context: OpContext): OpOutcome {
  const [noun = '', verb = ''] = rest;
  const words = NOUNS.includes(noun) ? [noun, verb] : [noun];
  const load = Object.hasOwn(COMMANDS, words.join(' ')) ? COMMANDS[words.join(' ')] : undefined;
  if (load === undefined) return err({ code: 'NOT_SUPPORTED', what: ['op', ...words].join(' ').trim() });
  const work = await load();
  return work(rest.slice(words.length), context);
}

async function print(io: Io, text: string): OpOutcome {
  io.stdout.write(text);
  return ok(0);
}
