import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { err, ok, type Result } from '@connect-token/core';
import type { OpFailure } from './failure.ts';
import { createMasker } from './mask.ts';

export interface ChildOrder {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What its output must not show; `null` leaves its output alone. */
  readonly concealed: readonly string[] | null;
}

/** What a process is asked to end or to look again with. */
const PASSED_ON = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** Those that a terminal sends to all of its foreground processes, so that a child has them already. */
const FROM_TERMINAL: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT'];

/**
 * Runs one command to its end and answers with its exit code. A signal that ended it ends this process as well, so that whoever
 * waits for us sees what they would have seen of it. Fails with `START`.
 */
export async function runChild(order: ChildOrder): Promise<Result<number, OpFailure>> {
  const piped = order.concealed === null ? 'inherit' : 'pipe';
  const child = spawn(order.command, order.args, {
    env: order.env,
    stdio: ['inherit', piped, piped],
  });
  const passOn = (signal: NodeJS.Signals): void => {
    if (!(process.stdin.isTTY && FROM_TERMINAL.includes(signal))) child.kill(signal);
  };
  for (const signal of PASSED_ON) process.on(signal, passOn);
  if (order.concealed !== null) {
    conceal(child.stdout, process.stdout, order.concealed);
    conceal(child.stderr, process.stderr, order.concealed);
  }
  const ending = await new Promise<Result<{ code: number | null; signal: NodeJS.Signals | null }, string>>(
    (resolve) => {
      child.on('error', (cause) => resolve(err('code' in cause ? String(cause.code) : cause.name)));
      child.on('close', (code, signal) => resolve(ok({ code, signal })));
    },
  );
  for (const signal of PASSED_ON) process.off(signal, passOn);
  if (!ending.ok) return err({ code: 'START', command: order.command, cause: ending.error });
  const { code, signal } = ending.value;
  if (signal === null) return ok(code ?? 1);
  // Node takes this one for a wish to be debugged.
  if (signal !== 'SIGUSR1') process.kill(process.pid, signal);
  // What a shell says of a signal, for one that didn't end this process.
  return ok(128 + constants.signals[signal]);
}

function conceal(
  from: NodeJS.ReadableStream | null,
  to: NodeJS.WriteStream,
  secrets: readonly string[],
): void {
  const masker = createMasker(secrets);
  from?.on('data', (chunk: Buffer) => {
    if (to.write(masker.push(chunk))) return;
    from.pause();
    to.once('drain', () => from.resume());
  });
  from?.on('end', () => to.write(masker.end()));
}
