import {
  err,
  type Failure,
  isNonEmpty,
  isSteering,
  isVaultText,
  LEASE_LIFETIME_DEFAULT,
  type MintRequest,
  type NonEmpty,
  ok,
  parseLifetime,
  parseScope,
  type Result,
} from '@connect-token/core';
import { secureOrigin } from '@connect-token/protocol';

/** What the step asks for. */
export interface Inputs {
  /** An origin, as `secureOrigin` gives it. */
  readonly brokerUrl: string;
  readonly request: MintRequest;
  /** What the job's ID token is made for. */
  readonly audience: string;
  /** An origin; `undefined`: as the broker says. */
  readonly connectHost: string | undefined;
  readonly exportEnv: boolean;
}

/** GitHub takes longer ones; no broker is called like that. */
const AUDIENCE_MAX = 1_024;

/**
 * The step's inputs, or every mistake in them at once, so that a workflow is mended in one go. An input that is empty counts
 * as left out: that is how a workflow passes an input of its own on. `read` gives the text untrimmed, so that lines count.
 */
export function parseInputs(read: (name: string) => string): Result<Inputs, NonEmpty<Failure>> {
  const failures: Failure[] = [];
  const take = <T>(parsed: Result<T, Failure | readonly Failure[]>): T | undefined => {
    if (parsed.ok) return parsed.value;
    failures.push(...[parsed.error].flat());
    return undefined;
  };
  const text = (name: string): string => read(name).trim();

  const brokerUrl = take(parseBrokerUrl(text('broker-url')));
  const server = take(parseServer(text('server')));
  const scope = take(parseScope(read('vaults')));
  const expiresIn = text('expires-in');
  const lifetime = take(expiresIn === '' ? ok(LEASE_LIFETIME_DEFAULT) : parseLifetime(expiresIn));
  const audience = take(parseAudience(text('audience')));
  const connectHost = take(parseConnectHost(text('connect-host')));
  const exportEnv = take(parseBoolean('export-env', text('export-env')));

  if (isNonEmpty(failures)) return err(failures);
  if (brokerUrl === undefined || scope === undefined || exportEnv === undefined)
    throw new Error('invariant: an input is missing without a failure');
  return ok({
    brokerUrl,
    request: { server, scope, lifetime },
    audience: audience ?? brokerUrl,
    connectHost,
    exportEnv,
  });
}

function parseBrokerUrl(text: string): Result<string, Failure> {
  if (text === '')
    return err({ code: 'INPUT_MISSING', input: 'broker-url', example: 'https://broker.acme.example' });
  return parseOrigin('the broker URL', text);
}

function parseOrigin(name: string, text: string): Result<string, Failure> {
  const origin = secureOrigin(text);
  return origin === null ? err({ code: 'URL_INSECURE', url: text, name }) : ok(origin);
}

const parseConnectHost = (text: string): Result<string | undefined, Failure> =>
  text === '' ? ok(undefined) : parseOrigin('the Connect host', text);

function parseServer(text: string): Result<string | undefined, Failure> {
  if (text === '') return ok(undefined);
  if (isVaultText(text)) return ok(text);
  return err({ code: 'INPUT_INVALID', input: 'server', given: text, allowed: 'one name or id' });
}

function parseAudience(text: string): Result<string | undefined, Failure> {
  if (text === '') return ok(undefined);
  if (text.length <= AUDIENCE_MAX && !isSteering(text)) return ok(text);
  const allowed = `one line of at most ${AUDIENCE_MAX} characters`;
  return err({ code: 'INPUT_INVALID', input: 'audience', given: text, allowed });
}

/** Strict: `yes` or `1` might mean anything, and the wrong guess shares a token with every step of the job. */
function parseBoolean(input: string, text: string): Result<boolean, Failure> {
  if (text === '' || text === 'false') return ok(false);
  if (text === 'true') return ok(true);
  return err({ code: 'INPUT_INVALID', input, given: text, allowed: '`true` or `false`' });
}
