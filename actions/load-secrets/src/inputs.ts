import {
  err,
  type Failure,
  isNonEmpty,
  type NonEmpty,
  ok,
  parseLifetime,
  type Result,
  type Seconds,
  seconds,
} from '@connect-token/core';
import {
  parseAudience,
  parseBoolean,
  parseBrokerUrl,
  parseConnectHost,
  parseServer,
} from '@connect-token/job';

/** Reading takes seconds, and the token is given back then; what a killed job leaves behind is dead soon after. */
const LIFETIME_DEFAULT = seconds(300);

/** Whom a token is asked of, and where the secrets are read. */
export interface Desk {
  /** An origin, as `secureOrigin` gives it. */
  readonly brokerUrl: string;
  readonly server: string | undefined;
  readonly lifetime: Seconds;
  /** What the job's ID token is made for. */
  readonly audience: string;
  /** An origin; `undefined`: as the broker says. */
  readonly connectHost: string | undefined;
}

export interface Inputs {
  /** `undefined` where nothing is loaded. */
  readonly desk: Desk | undefined;
  readonly exportEnv: boolean;
  readonly unsetPrevious: boolean;
}

/**
 * The step's inputs, or every mistake in them at once. A step that loads nothing, such as one that only unsets, needs no broker.
 * An input that is empty counts as left out: that is how a workflow passes an input of its own on.
 */
export function parseInputs(
  read: (name: string) => string,
  { loads }: { readonly loads: boolean },
): Result<Inputs, NonEmpty<Failure>> {
  const failures: Failure[] = [];
  const take = <T>(parsed: Result<T, Failure>): T | undefined => {
    if (parsed.ok) return parsed.value;
    failures.push(parsed.error);
    return undefined;
  };
  const text = (name: string): string => read(name).trim();

  const brokerUrl = take(loads || text('broker-url') !== '' ? parseBrokerUrl(text('broker-url')) : ok(''));
  const server = take(parseServer(text('server')));
  const expiresIn = text('expires-in');
  const lifetime = take(expiresIn === '' ? ok(LIFETIME_DEFAULT) : parseLifetime(expiresIn));
  const audience = take(parseAudience(text('audience')));
  const connectHost = take(parseConnectHost(text('connect-host')));
  const exportEnv = take(parseBoolean('export-env', text('export-env')));
  const unsetPrevious = take(parseBoolean('unset-previous', text('unset-previous')));

  if (isNonEmpty(failures)) return err(failures);
  if (
    brokerUrl === undefined ||
    lifetime === undefined ||
    exportEnv === undefined ||
    unsetPrevious === undefined
  )
    throw new Error('invariant: an input is missing without a failure');
  const desk = { brokerUrl, server, lifetime, audience: audience ?? brokerUrl, connectHost };
  return ok({ desk: loads ? desk : undefined, exportEnv, unsetPrevious });
}

/** The env files of a step: one path a line, and where `1password/load-secrets-action` looks for one. */
export function envFiles(input: string, variable: string | undefined): readonly string[] {
  const lines = [...input.split(/\r\n|\r|\n/), variable ?? ''].map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== '');
}
