import * as actions from '@actions/core';
import type { Instant, Seconds, Secret } from '@connect-token/core';
import { formatInstant } from '@connect-token/job';
import type { RevokeFailure } from './inputs.ts';
import { handleKey, STATE } from './state.ts';

/** What main leaves to its post step: where the broker is, and what can be ended there. No token is in it. */
export interface Memory {
  handle(handle: Secret<string>): void;
  /** Nothing was made under the last handle: the next one takes its place. */
  forget(): void;
  /** What may have to be ended; the last is the lease's, where there is one. */
  handles(): readonly Secret<string>[];
  lease(lease: RememberedLease): void;
  /** Everything has been given back already. */
  ended(): void;
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

/**
 * Writes to the runner's state file, synchronously: when `handle` returns, the handle is in the file, and the runner reads
 * that file also after it has killed this process. So main needs no handler for SIGINT or SIGTERM; it may die at any point,
 * and its post step ends whatever the broker has made or may still make. One key a handle: a write replaces another only where the
 * broker has said that there is nothing to end, so that a long wait doesn't fill the state.
 */
export function createMemory({ brokerUrl, expiresBy, onRevokeFailure }: MemoryOptions): Memory {
  const handles: Secret<string>[] = [];
  let begun = false;
  return {
    handle(handle) {
      handles.push(handle);
      if (!begun) {
        actions.saveState(STATE.brokerUrl, brokerUrl);
        actions.saveState(STATE.expiresAt, formatInstant(expiresBy));
        actions.saveState(STATE.onRevokeFailure, onRevokeFailure);
        begun = true;
      }
      // Whoever debugs a run sees the runner print every state: the handle is masked before it becomes one.
      actions.setSecret(handle.reveal());
      actions.saveState(handleKey(handles.length), handle.reveal());
    },
    forget() {
      handles.pop();
    },
    handles: () => handles,
    lease({ leaseId, expiresAt, lifetime, lifetimeMax }) {
      actions.saveState(STATE.leaseId, leaseId);
      actions.saveState(STATE.expiresAt, formatInstant(expiresAt));
      actions.saveState(STATE.lifetime, lifetime);
      if (lifetimeMax !== null) actions.saveState(STATE.lifetimeMax, lifetimeMax);
    },
    ended() {
      actions.saveState(STATE.ended, 'true');
    },
  };
}
