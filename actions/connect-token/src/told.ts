import * as actions from '@actions/core';
import { type Instant, secondsUntil } from '@connect-token/core';
import { formatInstant, reportFailures, warnOf } from '@connect-token/job';
import type { RevokeFailure } from './inputs.ts';
import { adviseLifetime, roughly } from './lifetime.ts';
import type { Returned } from './returned.ts';
import type { RememberedHandles } from './state.ts';

type Lifespan = Pick<RememberedHandles, 'leaseId' | 'expiresAt' | 'lifetime' | 'lifetimeMax'>;

/** Whose last moments may have met a dead token is told, with what to change. */
export function tellExpired(
  { leaseId, expiresAt, lifetime, lifetimeMax }: Lifespan,
  now: Instant,
  whose: 'this job' | 'its command',
): void {
  const overdue = secondsUntil(expiresAt, now);
  if (leaseId === null || lifetime === null || overdue === 0) return;
  actions.warning(
    `the token expired ${roughly(overdue)} before ${whose} ended: ${adviseLifetime({ lifetime, max: lifetimeMax }, overdue)}`,
    { title: 'Connect token: expired too early' },
  );
}

/** Whether it is given back; where not, the job hears when it dies, as loudly as the workflow has said. */
export function tellReturned(
  { name, outcome }: Returned,
  expiresAt: Instant,
  onRevokeFailure: RevokeFailure,
): void {
  if (outcome.ok) {
    actions.info(
      outcome.value === 'revoked'
        ? `revoked: ${name}`
        : `being revoked: ${name}; the broker keeps at it until the account confirms`,
    );
    return;
  }
  const meaning = `${name} is not revoked; if it was made, it dies by itself at ${formatInstant(expiresAt)} at the latest`;
  if (onRevokeFailure === 'fail') reportFailures([outcome.error], meaning);
  else warnOf(outcome.error, meaning);
}
