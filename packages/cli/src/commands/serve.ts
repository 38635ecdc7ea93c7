import { Command } from 'commander';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { reportFailures } from '../report.ts';

const AFTER_HELP = `
The broker and the Connect API log JSON lines to stdout. SIGTERM or SIGINT: no new request is taken, what runs is finished,
exit 0; a second signal ends at once.

Example:
  $ connect serve --config examples/acme/connect-token.yaml`;

interface ServeOptions {
  readonly config: string;
  readonly check?: true;
}

/** `connect serve`: the broker and the Connect API over the embedded account, in one process. */
export const serveCommand = (end: (code: ExitCode) => void): Command =>
  new Command('serve')
    .description('run the broker and a Connect API over the embedded account')
    .requiredOption('-c, --config <file>', 'the configuration file')
    .option('--check', 'report every mistake in the files that it names, and touch nothing')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', AFTER_HELP)
    .exitOverride()
    .action(async ({ config, check }: ServeOptions) => end(await serve(config, check === true)));

async function serve(path: string, checkOnly: boolean): Promise<ExitCode> {
  // `connect --help` must not wait for the services' imports.
  const { readSetup } = await import('../serve/setup.ts');
  const setup = await readSetup(path, process.env);
  if (!setup.ok) {
    reportFailures(setup.error);
    return EXIT.mistake;
  }
  if (checkOnly) {
    const { checkServers } = await import('../serve/check.ts');
    const failures = checkServers(setup.value);
    reportFailures(failures);
    if (failures.length > 0) return EXIT.mistake;
    process.stdout.write(`${path}: no mistake in it, nor in the files that it names\n`);
    return EXIT.ok;
  }
  const { runHouse } = await import('../serve/run.ts');
  return runHouse(setup.value);
}
