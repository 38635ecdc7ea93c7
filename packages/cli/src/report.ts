import { describe, type Failure } from '@connect-token/core';

/** One line a failure, with the code that docs/errors.md explains. */
export const formatFailure = (failure: Failure): string =>
  `error: ${describe(failure).replaceAll('\n', ' ')} [${failure.code}]`;

export function reportFailures(failures: readonly Failure[]): void {
  for (const failure of failures) process.stderr.write(`${formatFailure(failure)}\n`);
}

/** A thrown error as name and places: its message may quote what was being read, and that may be a secret (T31). */
export interface Crash {
  readonly name: string;
  readonly frames: readonly string[];
}

const FRAMES_MAX = 20;

export function crashOf(cause: unknown): Crash {
  if (!(cause instanceof Error)) return { name: typeof cause, frames: [] };
  const { name, message, stack = '' } = cause;
  const behindMessage = stack.slice(stack.indexOf(message) + message.length);
  const frames = behindMessage.split('\n').flatMap((line) => FRAME.exec(line)?.groups?.['place'] ?? []);
  return { name, frames: frames.slice(0, FRAMES_MAX) };
}

/** A line of the stack, which names a place in a file. */
const FRAME = /^ {4}at (?<place>.+:\d+:\d+\)?)$/;
