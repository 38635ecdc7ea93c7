import * as actions from '@actions/core';
import { type Instant, instant, type Secret, secret } from '@connect-token/core';
import { isHandle, secureOrigin } from '@connect-token/protocol';
import { formatInstant } from './rfc3339.ts';

const BROKER_URL = 'broker-url';
const EXPIRES_AT = 'expires-at';
const ENDED = 'ended';
/** In place of an end: nothing was made that has to be ended. */
const NOTHING_MADE = 'nothing-made';
const handleKey = (count: number): string => `handle-${count}`;

/** More than a main ever makes; the environment of a post step is no reason to loop for ever. */
const HANDLES_MAX = 10;

/** What main leaves to its post step: where the broker is, and what can be ended there. No token is in it. */
export interface HandleMemory {
  handle(handle: Secret<string>): void;
  /** Provably nothing was made under the last handle: post has nothing to end there, and the next one takes its place. */
  forget(): void;
  /** What may have to be ended; the last is the lease's, where there is one. */
  handles(): readonly Secret<string>[];
  /** When the token dies, once that is known. */
  expires(at: Instant): void;
  /** Everything has been given back already. */
  ended(): void;
}

/**
 * Writes to the runner's state file, synchronously: when `handle` returns, the handle is in the file, and the runner reads
 * that file also after it has killed this process. So main needs no handler for SIGINT or SIGTERM; it may die at any point,
 * and its post step ends whatever the broker has made or may still make. One key a handle: a write replaces another only where the
 * broker has said that there is nothing to end, so that a long wait doesn't fill the state.
 * `expiresBy`: when whatever is minted dies at the latest.
 */
export function rememberHandles(brokerUrl: string, expiresBy: Instant): HandleMemory {
  const handles: Secret<string>[] = [];
  let begun = false;
  return {
    handle(handle) {
      handles.push(handle);
      if (!begun) {
        actions.saveState(BROKER_URL, brokerUrl);
        actions.saveState(EXPIRES_AT, formatInstant(expiresBy));
        begun = true;
      }
      // Whoever debugs a run sees the runner print every state: the handle is masked before it becomes one.
      actions.setSecret(handle.reveal());
      actions.saveState(handleKey(handles.length), handle.reveal());
    },
    forget() {
      actions.saveState(handleKey(handles.length), '');
      handles.pop();
      if (handles.length === 0) actions.saveState(ENDED, NOTHING_MADE);
    },
    handles: () => handles,
    expires(at) {
      actions.saveState(EXPIRES_AT, formatInstant(at));
    },
    ended() {
      actions.saveState(ENDED, 'true');
    },
  };
}

export type RecalledHandles =
  | { readonly kind: 'nothing' }
  /** The broker was asked, and provably made nothing. */
  | { readonly kind: 'nothing-made' }
  /** Another step has changed what main left (T36); nothing of it is used. */
  | { readonly kind: 'tampered' }
  /** Main has given everything back itself. */
  | { readonly kind: 'ended' }
  | {
      readonly kind: 'handles';
      /** An origin, as `secureOrigin` gives it. */
      readonly brokerUrl: string;
      readonly handles: readonly Secret<string>[];
      readonly expiresAt: Instant;
    };

/** What main left. Every part is checked as if a stranger had written it: any step of the job can. */
export function recallHandles(): RecalledHandles {
  const brokerUrl = actions.getState(BROKER_URL);
  const texts = Array.from({ length: HANDLES_MAX }, (_, index) => actions.getState(handleKey(index + 1)));
  const handles = texts.filter((text) => text !== '');
  if (brokerUrl === '' && handles.length === 0) return { kind: 'nothing' };
  const expiresAt = actions.getState(EXPIRES_AT);
  const ended = actions.getState(ENDED);
  const sound =
    secureOrigin(brokerUrl) === brokerUrl &&
    (handles.length > 0 || ended === NOTHING_MADE) &&
    handles.every(isHandle) &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(expiresAt) &&
    !Number.isNaN(Date.parse(expiresAt)) &&
    ['', 'true', NOTHING_MADE].includes(ended);
  if (!sound) return { kind: 'tampered' };
  // With a handle that came later it says nothing.
  if (handles.length === 0) return { kind: 'nothing-made' };
  if (ended === 'true') return { kind: 'ended' };
  return {
    kind: 'handles',
    brokerUrl,
    handles: handles.map((text) => secret(text)),
    expiresAt: instant(Date.parse(expiresAt)),
  };
}
