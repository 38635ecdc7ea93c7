import { describe, type Failure, type FailureCode } from '@connect-token/core';
import { EXIT, type ExitCode } from './exit-code.ts';

/** `[ERROR] 2026/11/22 15:04:05 what happened [CODE]`: the shape of `op`'s errors, with the code that docs/errors.md explains. */
export const formatFailure = (failure: Failure, at: Date = new Date()): string =>
  formatError(`${describe(failure).replaceAll('\n', ' ')} [${failure.code}]`, at);

/** In local time, as `op` has it. Source: its errors as quoted in public issues. */
export function formatError(text: string, at: Date = new Date()): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('/');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `[ERROR] ${day} ${time} ${text}`;
}

export function reportFailures(
  failures: readonly Failure[],
  stderr: { write(text: string): unknown } = process.stderr,
): void {
  for (const failure of failures) stderr.write(`${formatFailure(failure)}\n`);
}

/** What the caller wrote is wrong, on the command line or in a file; everything else went wrong. */
const MISTAKES: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'USAGE_INVALID',
  'CONFIRMATION_NEEDED',
  'NAME_INVALID',
  'DURATION_MALFORMED',
  'VAULTS_EMPTY',
  'VAULTS_TOO_MANY',
  'VAULT_LINE_MALFORMED',
  'VAULT_REPEATED',
  'URL_INSECURE',
  'FILE_UNREADABLE',
  'FILE_MALFORMED',
  'SEALING_KEY_INVALID',
  'ITEM_INVALID',
]);

export const exitCodeOf = (failures: readonly Failure[]): ExitCode =>
  failures.every(({ code }) => MISTAKES.has(code)) ? EXIT.mistake : EXIT.failure;

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
