import { err, type Failure, ok, type Result } from '@connect-token/core';

/** A program and what it is given: no shell reads any of it. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What Windows takes in all; far more than anybody writes into a workflow. */
const COMMAND_MAX = 32_000;

/**
 * The input `run`: one argument a line, each exactly as it stands, so that nothing has to be quoted and nothing is guessed. The lines
 * after the last argument don't count. Fails with `INPUT_INVALID`, also for what was meant for a shell: run as the name of a program, it
 * would only be one that isn't there.
 */
export function parseCommand(text: string): Result<Command, Failure> {
  const lines = text.split(/\r\n|\r|\n/);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const refused = (allowed: string): Result<never, Failure> =>
    err({ code: 'INPUT_INVALID', input: 'run', given: text.trim(), allowed });
  const [program = '', ...args] = lines;
  if (text.length > COMMAND_MAX) return refused(`at most ${COMMAND_MAX} characters`);
  if (text.includes('\0')) return refused('text without NUL');
  const blank = lines.findIndex((line) => line.trim() === '');
  if (blank >= 0) return refused(`one argument a line, and line ${blank + 1} is empty`);
  if (isCommandLine(program)) return refused(`one argument a line: ${inLines(program)}`);
  return ok({ program, args });
}

/** `npm run deploy`: a name with spaces that is no path. */
const isCommandLine = (program: string): boolean => /\s/.test(program.trim()) && !/[/\\]/.test(program);

const inLines = (program: string): string =>
  program
    .trim()
    .split(/\s+/)
    .map((word) => `\`${word.replaceAll('`', "'")}\``)
    .join(', ');
