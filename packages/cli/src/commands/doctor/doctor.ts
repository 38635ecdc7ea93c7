import type { PlainWork } from '../../command.ts';
import { examine } from '../../doctor/doctor.ts';
import { EXIT } from '../../exit-code.ts';
import { findingLines, findingRecord } from '../../output/doctor.ts';
import { print } from '../../output/print.ts';
import { findAccount } from '../../place.ts';
import { exitCodeOf, reportFailures } from '../../report.ts';
import { readFormat } from '../../run.ts';

/** `connect doctor`: what is wrong here, and what to do. */
export const doctor: PlainWork = async (args, io) => {
  const format = readFormat(args.text('format') ?? io.env['OP_FORMAT']);
  const place = findAccount(args, io.env);
  const mistakes = [...(format.ok ? [] : [format.error]), ...(place.ok ? [] : [place.error])];
  if (!format.ok || !place.ok || place.value.kind === 'broker') {
    const problem = '`connect doctor` looks at a machine: give `--config` or `--data-dir`, not `--broker`';
    const failures =
      mistakes.length > 0 ? mistakes : [{ code: 'USAGE_INVALID', problem, instead: null } as const];
    reportFailures(failures, io.stderr);
    return exitCodeOf(failures);
  }
  const findings = await examine(place.value, io.env, io.now);
  print(
    { io, format: format.value },
    { json: () => findings.map(findingRecord), human: (colour) => findingLines(findings, colour) },
  );
  return findings.some(({ verdict }) => verdict === 'fail') ? EXIT.failure : EXIT.ok;
};
