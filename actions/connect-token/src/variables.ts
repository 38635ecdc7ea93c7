import { err, type Failure, ok, type Result } from '@connect-token/core';

/** What the two variables of Connect are called in the job, or in the command. */
export interface VariableNames {
  readonly host: string;
  readonly token: string;
}

/** 64 characters: longer than any name that somebody types. */
const PREFIX = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** The runner takes no variable of these back from a step, or reads them as its own. */
const RUNNERS = /^(?:GITHUB|RUNNER|ACTIONS|INPUT|STATE)_/i;

/** What both names begin with, for a job that holds several tokens; empty: the names that every client of Connect reads. */
export function parseEnvPrefix(text: string): Result<VariableNames, Failure> {
  if (text !== '' && (!PREFIX.test(text) || RUNNERS.test(text))) {
    const allowed =
      'letters, digits and `_`, not beginning with a digit, nor with what is the runner’s, such as `STAGING_`';
    return err({ code: 'INPUT_INVALID', input: 'env-prefix', given: text, allowed });
  }
  return ok({ host: `${text}OP_CONNECT_HOST`, token: `${text}OP_CONNECT_TOKEN` });
}
