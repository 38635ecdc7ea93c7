import { Command, CommanderError } from 'commander';
import { serveCommand } from './commands/serve.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { crashOf, formatFailure } from './report.ts';
import { ownVersion } from './version.ts';

const AFTER_HELP = `
Exit codes:
  0  done
  1  it failed
  2  bad usage, or a mistake in a configuration, policy or account file

Examples:
  $ connect serve --config connect-token.yaml --check
  $ connect serve --config connect-token.yaml

connect-token is not affiliated with or endorsed by 1Password (AgileBits Inc.).`;

/** Runs one command line, and answers with the exit code. Never rejects. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = new Command('connect')
    .description('Short-lived 1Password Connect tokens for machines, by policy.')
    .version(ownVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('(see connect --help)')
    .exitOverride()
    .addCommand(
      serveCommand((ended) => {
        code = ended;
      }),
    );
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? EXIT.ok : EXIT.mistake;
    const { name, frames } = crashOf(cause);
    process.stderr.write(`${formatFailure({ code: 'INTERNAL' })}\n  ${[name, ...frames].join('\n  at ')}\n`);
    return EXIT.failure;
  }
}
