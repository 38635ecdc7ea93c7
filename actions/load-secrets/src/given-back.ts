import * as actions from '@actions/core';
import type { RevocationState } from '@connect-token/broker-client';
import type { Failure, Instant, Result } from '@connect-token/core';
import { formatInstant, warnOf } from '@connect-token/job';

/** `revoking`: durable, and not confirmed by the account yet; `left`: there may be something to end, and the log says why. */
export type GivenBack = RevocationState | 'left';

/** What the ends of all handles come to; what couldn't be ended is a warning. `expiresBy` is for people. */
export function tellLeft(
  outcomes: readonly Result<RevocationState, Failure>[],
  expiresBy: Instant,
): GivenBack {
  for (const outcome of outcomes) {
    if (outcome.ok) continue;
    warnOf(
      outcome.error,
      `the token is not revoked; if it was made, it dies by itself at ${formatInstant(expiresBy)} at the latest`,
    );
  }
  if (!outcomes.every(({ ok }) => ok)) return 'left';
  return outcomes.some((outcome) => outcome.ok && outcome.value === 'revoking') ? 'revoking' : 'revoked';
}

export function tellGivenBack(what: string, givenBack: GivenBack): void {
  if (givenBack === 'revoked') actions.info(`${what} is revoked`);
  if (givenBack === 'revoking')
    actions.info(`${what} is being revoked: the broker keeps at it until the account confirms`);
}
