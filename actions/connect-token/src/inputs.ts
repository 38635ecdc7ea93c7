import {
  err,
  type Failure,
  isNonEmpty,
  LEASE_LIFETIME_DEFAULT,
  type MintRequest,
  type NonEmpty,
  ok,
  parseLifetime,
  parseScope,
  type Result,
} from '@connect-token/core';
import {
  parseAudience,
  parseBoolean,
  parseBrokerUrl,
  parseConnectHost,
  parseServer,
} from '@connect-token/job';

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
