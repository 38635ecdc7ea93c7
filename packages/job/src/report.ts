import * as actions from '@actions/core';
import { describe, type Failure, failureCodes, type NonEmpty } from '@connect-token/core';
import { docsLink } from './docs-link.ts';

/** A failure as one line of the log reads: its code, which docs/errors.md explains, and what happened. */
export const formatFailure = (failure: Failure): string => `${failure.code}: ${describe(failure)}`;

/** A mistake in what the step says: which input it is in, where the failure itself doesn't tell. */
export interface Mistake {
  readonly input: string;
  readonly failure: Failure;
}

/** Every failure as an annotation of its own, with what follows from it and a link to what it means; the step has failed. */
export function reportFailures(failures: NonEmpty<Failure>, meaning = ''): void {
  for (const failure of failures) report(withMeaning(failure, meaning), failure, titleOf(failure));
}

/** The same for mistakes in inputs, each under the name of its input. */
export function reportMistakes(mistakes: NonEmpty<Mistake>): void {
  for (const { input, failure } of mistakes) {
    const text = `${failure.code}: ${'input' in failure ? '' : `\`${input}\`: `}${describe(failure)}`;
    report(text, failure, `Connect token: the input \`${input}\``);
  }
}

/** A failure that doesn't fail the job, with what follows from it. */
export function warnOf(failure: Failure, meaning: string): void {
  actions.warning(annotation(withMeaning(failure, meaning), failure), { title: titleOf(failure) });
}

const titleOf = (failure: Failure): string => `Connect token: ${codeOf(failure)}`;

const withMeaning = (failure: Failure, meaning: string): string =>
  [formatFailure(failure), meaning].filter((line) => line !== '').join('\n');

function report(text: string, failure: Failure, title: string): void {
  process.exitCode = actions.ExitCode.Failure;
  actions.error(annotation(text, failure), { title });
}

const annotation = (text: string, failure: Failure): string =>
  `${text}\nwhat it means: ${docsLink(process.env, codeOf(failure))}`;

/** Of a refusal, the broker's own code is what has to be understood; a newer broker may know more of them. */
function codeOf(failure: Failure): string {
  if (failure.code !== 'BROKER_REFUSED') return failure.code;
  return failureCodes().find((code) => code === failure.refusal) ?? failure.code;
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
