import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { PlainWork } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { exitCodeOf, reportFailures } from '../../report.ts';

/** Each of its ways imports what it needs: `--init` waits for no service. */
export const serve: PlainWork = async (args, io) => {
  const path = args.text('config') ?? io.env['CONNECT_TOKEN_CONFIG'];
  const usage = refuseUsage(path, args.has('check') && args.has('init'));
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
  return check(usage.value, args.has('check'), io);
};

function refuseUsage(path: string | undefined, both: boolean): Result<string, NonEmpty<Failure>> {
  if (path === undefined || path === '') {
    const problem = '`connect serve` needs `--config`';
    return err([{ code: 'USAGE_INVALID', problem, instead: 'connect serve --config connect-token.yaml' }]);
  }
  const problem = '`--check` and `--init` exclude each other';
  return both ? err([{ code: 'USAGE_INVALID', problem, instead: null }]) : ok(path);
}

async function check(path: string, checkOnly: boolean, io: Parameters<PlainWork>[1]): Promise<ExitCode> {
  const { readSetup } = await import('../../serve/setup.ts');
  const setup = await readSetup(path, io.env);
  if (!setup.ok) {
    reportFailures(setup.error);
    return EXIT.mistake;
  }
  if (!checkOnly) {
    const { runHouse } = await import('../../serve/run.ts');
    return runHouse(setup.value);
  }
  const { checkServers } = await import('../../serve/check.ts');
  const failures = checkServers(setup.value);
  reportFailures(failures);
  if (failures.length > 0) return EXIT.mistake;
  io.stdout.write(`${path}: no mistake in it, nor in the files that it names\n`);
  return EXIT.ok;
}
