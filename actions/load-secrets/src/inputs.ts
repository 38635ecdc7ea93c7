import {
  err,
  type Failure,
  type NonEmpty,
  ok,
  parseLifetime,
  type Result,
  type Seconds,
  seconds,
} from '@connect-token/core';
import {
  gatherMistakes,
  type Mistake,
  parseAudience,
  parseBoolean,
  parseBrokerUrl,
  parseConnectHost,
  parseServer,
  parseWaitForCredits,
  type TokenSource,
} from '@connect-token/job';
import type { Handing } from './loaded-secret.ts';

/** Reading takes seconds, and the token is given back then; what a killed job leaves behind is dead soon after. */
const LIFETIME_DEFAULT = seconds(300);

/** Whom a token is asked of, and where the secrets are read. */
export interface Desk extends TokenSource {
  readonly server: string | undefined;
  readonly lifetime: Seconds;
  /** An origin; `undefined`: as the broker says. */
  readonly connectHost: string | undefined;
}

export interface Inputs {
  /** `undefined` where nothing is loaded. */
  readonly desk: Desk | undefined;
  readonly as: Handing;
  readonly unsetPrevious: boolean;
}

/**
 * The step's inputs, or every mistake in them at once. A step that loads nothing, such as one that only unsets, needs no broker.
 * An input that is empty counts as left out: that is how a workflow passes an input of its own on.
 */
export function parseInputs(
  read: (name: string) => string,
  { loads }: { readonly loads: boolean },
): Result<Inputs, NonEmpty<Mistake>> {
  const mistakes = gatherMistakes();
  const text = (name: string): string => read(name).trim();
  const take = <T>(input: string, parse: (text: string) => Result<T, Failure>): T | undefined =>
    mistakes.take(input, parse(text(input)));

  const needed = loads || text('broker-url') !== '';
  const brokerUrl = take('broker-url', (url) => (needed ? parseBrokerUrl(url) : ok('')));
  const server = take('server', parseServer);
  const lifetime = take('expires-in', (span) => (span === '' ? ok(LIFETIME_DEFAULT) : parseLifetime(span)));
  const audience = take('audience', parseAudience);
  const connectHost = take('connect-host', parseConnectHost);
  const waitForCredits = take('wait-for-credits', parseWaitForCredits);
  const exportEnv = take('export-env', (flag) => parseBoolean('export-env', flag));
  const unsetPrevious = take('unset-previous', (flag) => parseBoolean('unset-previous', flag));

  const all = mistakes.all();
  if (all !== null) return err(all);
  if (
    brokerUrl === undefined ||
    lifetime === undefined ||
    waitForCredits === undefined ||
    exportEnv === undefined ||
    unsetPrevious === undefined
  )
    throw new Error('invariant: an input is missing without a mistake');
  const desk = { brokerUrl, server, lifetime, audience: audience ?? brokerUrl, connectHost, waitForCredits };
  return ok({ desk: loads ? desk : undefined, as: exportEnv ? 'variables' : 'outputs', unsetPrevious });
}

/** The env files of a step: one path a line, and where `1password/load-secrets-action` looks for one. */
export function envFiles(input: string, variable: string | undefined): readonly string[] {
  const lines = [...input.split(/\r\n|\r|\n/), variable ?? ''].map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== '');
}
