import { err, type Failure, type NonEmpty, ok, quote, type Result } from '@connect-token/core';
import type { Args } from '../../args.ts';
import type { PlainWork } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import type { Io } from '../../io.ts';
import { exitCodeOf, reportFailures } from '../../report.ts';

/** Each of its ways imports what it needs: `--init` waits for no service. */
export const serve: PlainWork = async (args, io) => {
  const path = args.text('config') ?? io.env['CONNECT_TOKEN_CONFIG'];
  const usage = refuseUsage(path, args);
  if (!usage.ok) {
    reportFailures(usage.error);
    return EXIT.mistake;
  }
  if (args.has('init')) {
    const { writeExample } = await import('../../serve/init.ts');
    const written = await writeExample(usage.value);
    if (written.ok) io.stdout.write(written.value);
    else reportFailures(written.error);
    return written.ok ? EXIT.ok : exitCodeOf(written.error);
  }
  return args.has('only')
    ? serveConnect(usage.value, args.has('check'), io)
    : check(usage.value, args.has('check'), io);
};

function refuseUsage(path: string | undefined, args: Args): Result<string, NonEmpty<Failure>> {
  if (path === undefined || path === '') {
    const problem = '`connect serve` needs `--config`';
    return err([{ code: 'USAGE_INVALID', problem, instead: 'connect serve --config connect-token.yaml' }]);
  }
  const problem = problemOf(args);
  return problem === undefined ? ok(path) : err([{ code: 'USAGE_INVALID', problem, instead: null }]);
}

function problemOf(args: Args): string | undefined {
  const only = args.text('only');
  if (only !== undefined && only !== 'connect') return `\`--only\` is ${quote(only)}, allowed is \`connect\``;
  if (args.has('init') && args.has('check')) return '`--check` and `--init` exclude each other';
  if (args.has('init') && only !== undefined) return '`--only` and `--init` exclude each other';
  return undefined;
}

async function serveConnect(path: string, checkOnly: boolean, io: Io): Promise<ExitCode> {
  const { readConnectSetup } = await import('../../serve/setup.ts');
  const setup = await readConnectSetup(path, io.env);
  if (!setup.ok) {
    reportFailures(setup.error);
    return EXIT.mistake;
  }
  if (checkOnly) return noMistake(path, io);
  const [{ runHouse }, { openConnectHouse }] = await Promise.all([
    import('../../serve/run.ts'),
    import('../../serve/connect.ts'),
  ]);
  return runHouse(setup.value.config.logLevel, (log) => openConnectHouse(setup.value, log));
}

function noMistake(path: string, io: Io): ExitCode {
  io.stdout.write(`${path}: no mistake in it, nor in the files that it names\n`);
  return EXIT.ok;
}

async function check(path: string, checkOnly: boolean, io: Io): Promise<ExitCode> {
  const { readSetup } = await import('../../serve/setup.ts');
  const setup = await readSetup(path, io.env);
  if (!setup.ok) {
    reportFailures(setup.error);
    return EXIT.mistake;
  }
  if (!checkOnly) {
    const [{ runHouse }, { openHouse }] = await Promise.all([
      import('../../serve/run.ts'),
      import('../../serve/house.ts'),
    ]);
    return runHouse(setup.value.config.logLevel, (log) => openHouse(setup.value, log));
  }
  const { checkServers } = await import('../../serve/check.ts');
  const failures = checkServers(setup.value);
  reportFailures(failures);
  if (failures.length > 0) return EXIT.mistake;
  return noMistake(path, io);
}
