import * as actions from '@actions/core';
import type { Instant, Seconds } from '@connect-token/core';
import { type HandleMemory, rememberHandles } from '@connect-token/job';
import type { RevokeFailure } from './inputs.ts';
import { STATE } from './state.ts';

/** What main leaves to its post step: what can be ended, and what to say of it. */
export interface Memory extends Omit<HandleMemory, 'expires'> {
  lease(lease: RememberedLease): void;
}

export interface RememberedLease {
  readonly leaseId: string;
  readonly expiresAt: Instant;
  readonly lifetime: Seconds;
  /** What the rule allows; `null` where nobody says. */
  readonly lifetimeMax: Seconds | null;
}

export interface MemoryOptions {
  readonly brokerUrl: string;
  /** When whatever is minted dies at the latest. */
  readonly expiresBy: Instant;
  readonly onRevokeFailure: RevokeFailure;
}

/** The handles' memory, and beside the first of them how loud post is to be: it reads no input. */
export function createMemory({ brokerUrl, expiresBy, onRevokeFailure }: MemoryOptions): Memory {
  const { expires, ...handles } = rememberHandles(brokerUrl, expiresBy);
  return {
    ...handles,
    handle(handle) {
      if (handles.handles().length === 0) actions.saveState(STATE.onRevokeFailure, onRevokeFailure);
      handles.handle(handle);
    },
    lease({ leaseId, expiresAt, lifetime, lifetimeMax }) {
      actions.saveState(STATE.leaseId, leaseId);
      expires(expiresAt);
      actions.saveState(STATE.lifetime, lifetime);
      if (lifetimeMax !== null) actions.saveState(STATE.lifetimeMax, lifetimeMax);
    },
  };
}
