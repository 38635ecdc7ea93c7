import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { err, type Failure, ok, type Result } from '@connect-token/core';
import type { Command } from './command.ts';

/** How a command ended. */
export interface CommandEnd {
  /** Its own, or as a shell has it for a signal: 128 and the signal's number. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
}

/** What a runner, or a person, ends a step with. Source: docs.github.com, "Workflow cancellation reference". */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a program with its arguments as they are: no shell reads them. What it prints goes where this process prints, and each signal
 * that this process gets goes on to it, so that this process outlives it and can clean up. Fails with `COMMAND_UNSTARTED`.
 */
export function runCommand(
  { program, args }: Command,
  env: NodeJS.ProcessEnv,
): Promise<Result<CommandEnd, Failure>> {
  return new Promise((resolve) => {
    let child: ChildProcess | undefined;
    // On Windows the console gives Ctrl+C to every process that it has, and `kill` would end the child without a word.
    const passOn = (signal: NodeJS.Signals): void => {
      if (process.platform !== 'win32') child?.kill(signal);
    };
    const settle = (result: Result<CommandEnd, Failure>): void => {
      for (const signal of SIGNALS) process.off(signal, passOn);
      resolve(result);
    };
    // Before there is a child: on a busy machine it may be running, and this process be told to end, before the next line is reached.
    for (const signal of SIGNALS) process.on(signal, passOn);
    const started = start(program, args, env);
    if (!started.ok) return settle(started);
    child = started.value;
    child.once('error', (error) => settle(err(unstarted(program, error))));
    child.once('exit', (code, signal) =>
      settle(ok({ exitCode: signal === null ? (code ?? 1) : 128 + constants.signals[signal], signal })),
    );
  });
}

function start(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Result<ChildProcess, Failure> {
  try {
    return ok(spawn(program, args, { env, stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true }));
  } catch (error) {
    // What the system refuses for the arguments' own sake is thrown at once.
    return err(unstarted(program, error));
  }
}

const CAUSES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it may not be run',
  EINVAL: 'on Windows a script needs `cmd`, `/d`, `/c` before it',
  E2BIG: 'its arguments and variables are too long',
};

function unstarted(command: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code: 'COMMAND_UNSTARTED', command, cause: CAUSES[code] ?? `the system refuses (${code})` };
}
