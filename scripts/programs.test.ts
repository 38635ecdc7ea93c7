import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { headOf } from './options.mjs';

const run = promisify(execFile);

/** What is called by hand, with options; each with a call that it can't take, and why. */
const CALLS = [
  ['bench.mjs', ['nothing'], /^there is no benchmark `nothing`; there are action, broker,/],
  ['bench-action.mjs', ['--rounds', 'x'], /^`--rounds x` is not a whole number/],
  ['bench-broker.mjs', ['--mints', '-1'], /^`--mints -1` is not a whole number/],
  ['bench-cli.mjs', ['--runs'], /^`--runs` needs a whole number/],
  ['bench-leases.mjs', ['--leases=0'], /^`--leases 0` is not a whole number/],
  ['e2e-act.mjs', ['word'], /^`word` is one word too many/],
  ['faults.mjs', ['--writ'], /^there is no `--writ`/],
  ['mutants.mjs', ['--seed', 'x'], /^`--seed x` is not a whole number/],
  ['release.mjs', ['--remot', 'origin'], /^there is no `--remot`/],
  ['release-assets.mjs', ['folder', 'main'], /^release-assets\.mjs FOLDER COMMIT/],
  ['soak.mjs', ['--minutes', 'long'], /^`--minutes long` is not a whole number/],
] as const;

const ended = (name: string, ...args: readonly string[]) => {
  const program = fileURLToPath(new URL(name, import.meta.url));
  return run(process.execPath, ['--conditions=ct-src', program, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
};

test.concurrent.each(CALLS)(
  '%s says in one line what it can’t take, and does nothing',
  async (name, args, reason) => {
    const { code, stdout, stderr } = await ended(name, ...args);
    expect([code, stdout, stderr.trimEnd().split('\n').length]).toEqual([2, '', 1]);
    expect(stderr).toMatch(reason);
  },
);

test.concurrent.each(CALLS)(
  '%s tells what it does, and its options, where it is asked for help',
  async (name) => {
    const { code, stdout, stderr } = await ended(name, '--help');
    const head = headOf(await readFile(new URL(name, import.meta.url), 'utf8'));
    expect(head).not.toBe('');
    expect([code, stdout.startsWith(`${head}\n`), stderr]).toEqual([0, true, '']);
  },
);
