import {
  err,
  type Failure,
  LEASE_LIFETIME_DEFAULT,
  type NonEmpty,
  ok,
  parseLifetime,
  parseScope,
  type RequestedVault,
  type Result,
  type Seconds,
  seconds,
} from '@connect-token/core';
import {
  gatherMistakes,
  type Mistake,
  type Mistakes,
  parseAudience,
  parseBrokerUrl,
  parseConnectHost,
  parseServer,
  parseWaitForCredits,
} from '@connect-token/job';
import { parseReferencePlaces, type ReferencePlaces } from './references.ts';
import { parseTokenUse, type TokenUse } from './token-use.ts';

/** What the step asks for. */
export interface Inputs {
  /** An origin, as `secureOrigin` gives it. */
  readonly brokerUrl: string;
  readonly server: string | undefined;
  /** Empty only where `references` says where more are named. */
  readonly vaults: readonly RequestedVault[];
  readonly references: ReferencePlaces | null;
  readonly lifetime: Seconds;
  /** What the job's ID token is made for. */
  readonly audience: string;
  /** An origin; `undefined`: as the broker says. */
  readonly connectHost: string | undefined;
  readonly use: TokenUse;
  /** 0: a job that finds no credits is refused. */
  readonly waitForCredits: Seconds;
  readonly onRevokeFailure: RevokeFailure;
}

/** Whether a token that couldn't be revoked fails the job, or is told as a warning. */
export type RevokeFailure = 'warn' | 'fail';

/**
 * The step's inputs, or every mistake in them at once. An input that is empty counts as left out: that is how a workflow passes an
 * input of its own on. `read` gives the text untrimmed, so that lines count.
 */
export function parseInputs(read: (name: string) => string): Result<Inputs, NonEmpty<Mistake>> {
  const mistakes = gatherMistakes();
  const text = (name: string): string => read(name).trim();

  const brokerUrl = mistakes.take('broker-url', parseBrokerUrl(text('broker-url')));
  const server = mistakes.take('server', parseServer(text('server')));
  const references = parseReferencePlaces(read('references-in'));
  const noVaults = text('vaults') === '' && references !== null;
  const vaults: readonly RequestedVault[] | undefined = noVaults
    ? []
    : mistakes.take('vaults', parseScope(read('vaults')));
  const expiresIn = text('expires-in');
  const lifetime = mistakes.take(
    'expires-in',
    expiresIn === '' ? ok(LEASE_LIFETIME_DEFAULT) : parseLifetime(expiresIn),
  );
  const audience = mistakes.take('audience', parseAudience(text('audience')));
  const connectHost = mistakes.take('connect-host', parseConnectHost(text('connect-host')));
  const use = parseTokenUse(read, mistakes);
  const waitForCredits = mistakes.take('wait-for-credits', parseWaitForCredits(text('wait-for-credits')));
  const onRevokeFailure = mistakes.take('on-revoke-failure', parseRevokeFailure(text('on-revoke-failure')));
  refuseToKeep(text, mistakes);

  const all = mistakes.all();
  if (all !== null) return err(all);
  if (brokerUrl === undefined || vaults === undefined || lifetime === undefined || use === undefined)
    throw new Error('invariant: an input is missing without a mistake');
  return ok({
    brokerUrl,
    server,
    vaults,
    references,
    lifetime,
    audience: audience ?? brokerUrl,
    connectHost,
    use,
    waitForCredits: waitForCredits ?? seconds(0),
    onRevokeFailure: onRevokeFailure ?? 'warn',
  });
}

function parseRevokeFailure(text: string): Result<RevokeFailure, Failure> {
  if (text === '' || text === 'warn') return ok('warn');
  if (text === 'fail') return ok('fail');
  return err({
    code: 'INPUT_INVALID',
    input: 'on-revoke-failure',
    given: text,
    allowed: '`warn` or `fail`',
  });
}

/** What other actions call it. Not in `action.yml`: there is nothing to choose, only somebody to tell. */
export const KEEPING_INPUTS = ['skip-revoke', 'skip-token-revoke'] as const;

const KEEP_REASON =
  'a token is always revoked when its job ends; where it may die sooner, set `expires-in` to less, and where another job needs one, mint another there';

function refuseToKeep(text: (name: string) => string, mistakes: Mistakes): void {
  for (const input of KEEPING_INPUTS)
    if (text(input) !== '' && text(input) !== 'false')
      mistakes.note(input, { code: 'INPUT_REFUSED', input, reason: KEEP_REASON });
}
