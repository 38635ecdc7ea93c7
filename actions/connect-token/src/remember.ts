import * as actions from '@actions/core';
import { type Instant, type Secret, secret } from '@connect-token/core';
import { formatInstant } from '@connect-token/job';
import { isHandle, secureOrigin } from '@connect-token/protocol';

const BROKER_URL = 'broker-url';
const LEASE_ID = 'lease-id';
const EXPIRES_AT = 'expires-at';
const handleKey = (count: number): string => `handle-${count}`;

/** More than a main ever makes; the environment of a post step is no reason to loop for ever. */
const HANDLES_MAX = 10;

/** What main leaves to its post step: where the broker is, and what can be ended there. No token is in it. */
export interface Memory {
  handle(handle: Secret<string>): void;
  lease(leaseId: string, expiresAt: Instant): void;
}

/**
 * Writes to the runner's state file, synchronously: when `handle` returns, the handle is in the file, and the runner reads
 * that file also after it has killed this process. So main needs no handler for SIGINT or SIGTERM; it may die at any point,
 * and its post step ends whatever the broker has made or may still make. One key a handle: no write ever replaces another.
 * `expiresBy`: when whatever is minted dies at the latest.
 */
export function createMemory(brokerUrl: string, expiresBy: Instant): Memory {
  let handles = 0;
  return {
    handle(handle) {
      handles += 1;
      if (handles === 1) {
        actions.saveState(BROKER_URL, brokerUrl);
        actions.saveState(EXPIRES_AT, formatInstant(expiresBy));
      }
      // Whoever debugs a run sees the runner print every state: the handle is masked before it becomes one.
      actions.setSecret(handle.reveal());
      actions.saveState(handleKey(handles), handle.reveal());
    },
    lease(leaseId, expiresAt) {
      actions.saveState(LEASE_ID, leaseId);
      actions.saveState(EXPIRES_AT, formatInstant(expiresAt));
    },
  };
}

export type Remembered =
  | { readonly kind: 'nothing' }
  /** Another step has changed what main left (T36); nothing of it is used. */
  | { readonly kind: 'tampered' }
  | {
      readonly kind: 'handles';
      readonly brokerUrl: string;
      /** The last is the one of the lease, where there is one. */
      readonly handles: readonly Secret<string>[];
      readonly leaseId: string | null;
      readonly expiresAt: string;
    };

/** What main left. Every part is checked as if a stranger had written it: any step of the job can. */
export function recall(): Remembered {
  const brokerUrl = actions.getState(BROKER_URL);
  const texts = Array.from({ length: HANDLES_MAX }, (_, index) => actions.getState(handleKey(index + 1)));
  const handles = texts.filter((text) => text !== '');
  const leaseId = actions.getState(LEASE_ID);
  const expiresAt = actions.getState(EXPIRES_AT);
  if (brokerUrl === '' && handles.length === 0) return { kind: 'nothing' };
  const sound =
    secureOrigin(brokerUrl) === brokerUrl &&
    handles.length > 0 &&
    handles.every(isHandle) &&
    /^(?:[0-9A-HJKMNP-TV-Z]{26})?$/.test(leaseId) &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(expiresAt);
  if (!sound) return { kind: 'tampered' };
  return {
    kind: 'handles',
    brokerUrl,
    handles: handles.map((text) => secret(text)),
    leaseId: leaseId === '' ? null : leaseId,
    expiresAt,
  };
}
