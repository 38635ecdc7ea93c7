import { plain } from '@connect-token/core';
import { Command, CommanderError } from 'commander';
import type { Args } from './args.ts';
import { withBareValues } from './bare-options.ts';
import type { CommandSpec } from './command.ts';
import { addOption, commandOf, type OptionValues, prepared } from './commander.ts';
import { allCommands } from './commands/tree.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { globalOptions } from './global-options.ts';
import type { Io } from './io.ts';
import { refuseArgs, refuseOptions } from './refuse-args.ts';
import { crashOf, exitCodeOf, formatError, formatFailure, reportFailures } from './report.ts';
import { runOnAccount } from './run.ts';
import { systemIo } from './system-io.ts';
import { ownVersion } from './version.ts';

const ABOUT = `Short-lived 1Password Connect tokens for machines, by policy: the words of \`op connect\`.`;

const AFTER_HELP = `
Exit codes:
  0  done
  1  it failed, or somebody said no
  2  bad usage, or a mistake in a file that you wrote

Environment:
  CONNECT_TOKEN_DATA_DIR     as --data-dir
  CONNECT_TOKEN_CONFIG       as --config
  CONNECT_TOKEN_BROKER       as --broker
  CONNECT_TOKEN_CREDENTIAL   the management credential for --broker
  CONNECT_TOKEN_SEALING_KEY  the sealing key, where no file holds it
  OP_FORMAT                  as --format
  NO_COLOR                   no colour on a terminal

Examples:
  $ connect serve --config connect-token.yaml --check
  $ connect server list --data-dir /var/lib/connect-token
  $ connect token create ci --server Production --vault Production,r --expires-in 1h
`;

/** On every page of help. */
export const NOT_AFFILIATED =
  'connect-token is not affiliated with or endorsed by 1Password (AgileBits Inc.).';

/** Runs one command line, and answers with the exit code. Never rejects. */
export async function run(words: readonly string[], io: Io = systemIo()): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const globals: OptionValues = new Map();
  const tellMistake = (problem: string): void => {
    io.stderr.write(`${formatError(`${plain(problem.replaceAll('\n', ' '))} [USAGE_INVALID]`)}\n`);
  };
  const parser = {
    globals,
    tellMistake,
    footer: NOT_AFFILIATED,
    tellSlip: (written: string, meant: string): void => {
      const problem = `there is no \`${written}\``;
      io.stderr.write(`${formatFailure({ code: 'USAGE_INVALID', problem, instead: meant })}\n`);
      code = EXIT.mistake;
    },
    run: async (spec: CommandSpec, path: string, args: Args): Promise<void> => {
      code = await runCommand(spec, path, args, io);
    },
  };
  const program = prepared(new Command('connect'), parser)
    .description(ABOUT)
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', `${AFTER_HELP}\n${NOT_AFFILIATED}`);
  for (const option of globalOptions) addOption(program, option, globals);
  for (const node of allCommands) program.addCommand(commandOf(node, 'connect', parser));
  try {
    await program.parseAsync(withBareValues(words, allCommands), { from: 'user' });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT.ok : EXIT.mistake;
    const { name, frames } = crashOf(cause);
    io.stderr.write(`${formatFailure({ code: 'INTERNAL' })}\n  ${[name, ...frames].join('\n  at ')}\n`);
    return EXIT.failure;
  }
}

async function runCommand(spec: CommandSpec, path: string, args: Args, io: Io): Promise<ExitCode> {
  const failures = [...refuseOptions('connect', globalOptions, args), ...refuseArgs(path, spec, args)];
  if (failures.length > 0) {
    reportFailures(failures, io.stderr);
    return exitCodeOf(failures);
  }
  switch (spec.kind) {
    case 'plain':
      return (await spec.load())(args, io);
    case 'account':
      return runOnAccount(spec, args, io);
  }
}
