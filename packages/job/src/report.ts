import * as actions from '@actions/core';
import { describe, type Failure, type NonEmpty } from '@connect-token/core';

/** A failure as one annotation reads: its code, which docs/errors.md explains, and what happened. */
export const formatFailure = (failure: Failure): string => `${failure.code}: ${describe(failure)}`;

/** Every mistake as an annotation of its own; the step has failed. */
export function reportFailures(failures: NonEmpty<Failure>): void {
  for (const failure of failures) actions.setFailed(formatFailure(failure));
}

/**
 * Runs a step, and catches once, here, whatever breaks. What is printed is the kind of error and its place: no stack, no
 * line of the bundle, and no message, for that may quote what nobody should read.
 */
export async function runStep(step: () => Promise<void>): Promise<void> {
  const broken = (error: unknown): void => {
    const kind = error instanceof Error ? error.name : typeof error;
    actions.setFailed(
      `INTERNAL: unexpected ${kind}${placeOf(error)}: this is a mistake of the action, please report it`,
    );
  };
  // Also what is thrown outside of the promise, in a callback of a socket: nobody knows then what still holds.
  process.once('uncaughtException', (error) => {
    broken(error);
    process.exit();
  });
  await step().catch(broken);
}

function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = /(?<file>[\w.-]+\.js):(?<line>\d+):(?<column>\d+)/.exec(stack)?.[0];
  return place === undefined ? '' : ` at ${place}`;
}
