import * as actions from '@actions/core';
import { type Instant, instant, type Seconds, type Secret, seconds, secret } from '@connect-token/core';
import { isHandle, secureOrigin } from '@connect-token/protocol';
import type { RevokeFailure } from './inputs.ts';

/** The entries of the state that main leaves to its post step. */
export const STATE = {
  brokerUrl: 'broker-url',
  onRevokeFailure: 'on-revoke-failure',
  leaseId: 'lease-id',
  expiresAt: 'expires-at',
  lifetime: 'lifetime',
  lifetimeMax: 'lifetime-max',
  ended: 'ended',
} as const;

export const handleKey = (count: number): string => `handle-${count}`;

/** More than a main ever makes; the environment of a post step is no reason to loop for ever. */
const HANDLES_MAX = 10;

export type Remembered =
  | { readonly kind: 'nothing' }
  /** Another step has changed what main left (T36); nothing of it is used but how loud to be about it. */
  | { readonly kind: 'tampered'; readonly onRevokeFailure: RevokeFailure }
  /** Main has given everything back itself. */
  | { readonly kind: 'ended' }
  | ({ readonly kind: 'handles' } & RememberedHandles);

export interface RememberedHandles {
  readonly brokerUrl: string;
  /** The last is the one of the lease, where there is one. */
  readonly handles: readonly Secret<string>[];
  readonly leaseId: string | null;
  readonly expiresAt: Instant;
  /** `null` without a lease. */
  readonly lifetime: Seconds | null;
  readonly lifetimeMax: Seconds | null;
  readonly onRevokeFailure: RevokeFailure;
}

/** What main left. Every part is checked as if a stranger had written it: any step of the job can. */
export function recall(): Remembered {
  const brokerUrl = actions.getState(STATE.brokerUrl);
  const texts = Array.from({ length: HANDLES_MAX }, (_, index) => actions.getState(handleKey(index + 1)));
  const handles = texts.filter((text) => text !== '');
  if (brokerUrl === '' && handles.length === 0) return { kind: 'nothing' };
  const { leaseId, expiresAt, lifetime, lifetimeMax, onRevokeFailure, ended } = readTexts();
  const sound =
    secureOrigin(brokerUrl) === brokerUrl &&
    handles.length > 0 &&
    handles.every(isHandle) &&
    /^(?:[0-9A-HJKMNP-TV-Z]{26})?$/.test(leaseId) &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(expiresAt) &&
    !Number.isNaN(Date.parse(expiresAt)) &&
    [lifetime, lifetimeMax].every((text) => /^\d{0,9}$/.test(text)) &&
    /^(?:warn|fail)$/.test(onRevokeFailure) &&
    /^(?:true)?$/.test(ended);
  const loudness = onRevokeFailure === 'fail' ? 'fail' : 'warn';
  if (!sound) return { kind: 'tampered', onRevokeFailure: loudness };
  if (ended === 'true') return { kind: 'ended' };
  return {
    kind: 'handles',
    brokerUrl,
    handles: handles.map((text) => secret(text)),
    leaseId: leaseId === '' ? null : leaseId,
    expiresAt: instant(Date.parse(expiresAt)),
    lifetime: lifetime === '' ? null : seconds(Number(lifetime)),
    lifetimeMax: lifetimeMax === '' ? null : seconds(Number(lifetimeMax)),
    onRevokeFailure: loudness,
  };
}

const readTexts = (): Readonly<
  Record<'leaseId' | 'expiresAt' | 'lifetime' | 'lifetimeMax' | 'onRevokeFailure' | 'ended', string>
> => ({
  leaseId: actions.getState(STATE.leaseId),
  expiresAt: actions.getState(STATE.expiresAt),
  lifetime: actions.getState(STATE.lifetime),
  lifetimeMax: actions.getState(STATE.lifetimeMax),
  onRevokeFailure: actions.getState(STATE.onRevokeFailure),
  ended: actions.getState(STATE.ended),
});
