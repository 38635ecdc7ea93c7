import {
  err,
  type Failure,
  isNonEmpty,
  type NonEmpty,
  ok,
  parseDuration,
  parseLifetime,
  type Result,
  type Seconds,
  seconds,
} from '@connect-token/core';
import {
  type Mistake,
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
  /** How long to ask again while the plan's credits are in use. */
  readonly waitForCredits: Seconds;
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
): Result<Inputs, NonEmpty<Mistake>> {
  const mistakes: Mistake[] = [];
  const text = (name: string): string => read(name).trim();
  const take = <T>(input: string, parse: (text: string) => Result<T, Failure>): T | undefined => {
    const parsed = parse(text(input));
    if (parsed.ok) return parsed.value;
    mistakes.push({ input, failure: parsed.error });
    return undefined;
  };

  const needed = loads || text('broker-url') !== '';
  const brokerUrl = take('broker-url', (url) => (needed ? parseBrokerUrl(url) : ok('')));
  const server = take('server', parseServer);
  const lifetime = take('expires-in', (span) => (span === '' ? ok(LIFETIME_DEFAULT) : parseLifetime(span)));
  const audience = take('audience', parseAudience);
  const connectHost = take('connect-host', parseConnectHost);
  const waitForCredits = take('wait-for-credits', parseWait);
  const exportEnv = take('export-env', (flag) => parseBoolean('export-env', flag));
  const unsetPrevious = take('unset-previous', (flag) => parseBoolean('unset-previous', flag));

  if (isNonEmpty(mistakes)) return err(mistakes);
  if (
    brokerUrl === undefined ||
    lifetime === undefined ||
    waitForCredits === undefined ||
    exportEnv === undefined ||
    unsetPrevious === undefined
  )
    throw new Error('invariant: an input is missing without a mistake');
  const desk = { brokerUrl, server, lifetime, audience: audience ?? brokerUrl, connectHost, waitForCredits };
  return ok({ desk: loads ? desk : undefined, exportEnv, unsetPrevious });
}

/** As long as the root action waits: who waits for longer holds a runner for nothing. */
const WAIT_MAX = seconds(600);

function parseWait(text: string): Result<Seconds, Failure> {
  if (text === '' || text === '0') return ok(seconds(0));
  const wait = parseDuration(text);
  if (wait.ok && wait.value <= WAIT_MAX) return wait;
  const allowed = '`0`, or a duration of at most `10m`';
  return err({ code: 'INPUT_INVALID', input: 'wait-for-credits', given: text, allowed });
}

/** The env files of a step: one path a line, and where `1password/load-secrets-action` looks for one. */
export function envFiles(input: string, variable: string | undefined): readonly string[] {
  const lines = [...input.split(/\r\n|\r|\n/), variable ?? ''].map((line) => line.trim());
  return [...new Set(lines)].filter((line) => line !== '');
}
