import * as actions from '@actions/core';
import { type Seconds, seconds } from '@connect-token/core';
import { type RecalledHandles, recallHandles } from '@connect-token/job';
import type { RevokeFailure } from './inputs.ts';

/** The entries of the state beside those of the handles. */
export const STATE = {
  onRevokeFailure: 'on-revoke-failure',
  leaseId: 'lease-id',
  lifetime: 'lifetime',
  lifetimeMax: 'lifetime-max',
} as const;

export type Remembered =
  | Extract<RecalledHandles, { readonly kind: 'nothing' | 'nothing-made' | 'ended' }>
  /** Another step has changed what main left (T36); nothing of it is used but how loud to be about it. */
  | { readonly kind: 'tampered'; readonly onRevokeFailure: RevokeFailure }
  | RememberedHandles;

export type RememberedHandles = Extract<RecalledHandles, { readonly kind: 'handles' }> & {
  readonly leaseId: string | null;
  /** `null` without a lease. */
  readonly lifetime: Seconds | null;
  readonly lifetimeMax: Seconds | null;
  readonly onRevokeFailure: RevokeFailure;
};

/** What main left. Every part is checked as if a stranger had written it: any step of the job can. */
export function recall(): Remembered {
  const recalled = recallHandles();
  const loudness = actions.getState(STATE.onRevokeFailure);
  const onRevokeFailure = loudness === 'fail' ? 'fail' : 'warn';
  switch (recalled.kind) {
    case 'nothing':
    case 'nothing-made':
    case 'ended':
      return recalled;
    case 'tampered':
      return { kind: 'tampered', onRevokeFailure };
    case 'handles': {
      const leaseId = actions.getState(STATE.leaseId);
      const lifetime = actions.getState(STATE.lifetime);
      const lifetimeMax = actions.getState(STATE.lifetimeMax);
      const sound =
        /^(?:[0-9A-HJKMNP-TV-Z]{26})?$/.test(leaseId) &&
        [lifetime, lifetimeMax].every((text) => /^\d{0,9}$/.test(text)) &&
        loudness === onRevokeFailure;
      if (!sound) return { kind: 'tampered', onRevokeFailure };
      return {
        ...recalled,
        leaseId: leaseId === '' ? null : leaseId,
        lifetime: lifetime === '' ? null : seconds(Number(lifetime)),
        lifetimeMax: lifetimeMax === '' ? null : seconds(Number(lifetimeMax)),
        onRevokeFailure,
      };
    }
  }
}
