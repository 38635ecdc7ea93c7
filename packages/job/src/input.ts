import {
  err,
  type Failure,
  isSteering,
  isVaultText,
  ok,
  parseDuration,
  type Result,
  type Seconds,
  seconds,
} from '@connect-token/core';
import { secureOrigin } from '@connect-token/protocol';

/** GitHub takes longer ones; no broker is called like that. */
const AUDIENCE_MAX = 1_024;

/** Required; the answer is an origin, as `secureOrigin` gives it. */
export function parseBrokerUrl(text: string): Result<string, Failure> {
  if (text === '')
    return err({ code: 'INPUT_MISSING', input: 'broker-url', example: 'https://broker.acme.example' });
  return parseOrigin('the broker URL', text);
}

/** `name` as a message calls it. */
export function parseOrigin(name: string, text: string): Result<string, Failure> {
  const origin = secureOrigin(text);
  return origin === null ? err({ code: 'URL_INSECURE', url: text, name }) : ok(origin);
}

export const parseConnectHost = (text: string): Result<string | undefined, Failure> =>
  text === '' ? ok(undefined) : parseOrigin('the Connect host', text);

export function parseServer(text: string): Result<string | undefined, Failure> {
  if (text === '') return ok(undefined);
  if (isVaultText(text)) return ok(text);
  return err({ code: 'INPUT_INVALID', input: 'server', given: text, allowed: 'one name or id' });
}

/** What the job's ID token is made for; `undefined`: the broker's URL. */
export function parseAudience(text: string): Result<string | undefined, Failure> {
  if (text === '') return ok(undefined);
  if (text.length <= AUDIENCE_MAX && !isSteering(text)) return ok(text);
  const allowed = `one line of at most ${AUDIENCE_MAX} characters`;
  return err({ code: 'INPUT_INVALID', input: 'audience', given: text, allowed });
}

/** Strict: `yes` or `1` might mean anything, and the wrong guess shares a token with every step of the job. Empty: `false`. */
export function parseBoolean(input: string, text: string): Result<boolean, Failure> {
  if (text === '' || text === 'false') return ok(false);
  if (text === 'true') return ok(true);
  return err({ code: 'INPUT_INVALID', input, given: text, allowed: '`true` or `false`' });
}

/** A job that waits for longer holds a runner for nothing; it had better begin later. */
const WAIT_MAX = seconds(600);

/** `wait-for-credits`; empty: not at all. */
export function parseWaitForCredits(text: string): Result<Seconds, Failure> {
  if (text === '' || text === '0') return ok(seconds(0));
  const wait = parseDuration(text);
  if (wait.ok && wait.value <= WAIT_MAX) return wait;
  const allowed = '`0`, or a duration of at most `10m`';
  return err({ code: 'INPUT_INVALID', input: 'wait-for-credits', given: text, allowed });
}
