import * as actions from '@actions/core';
import { type Instant, type Secret, secret } from '@connect-token/core';
import { formatInstant } from '@connect-token/job';
import { isHandle, secureOrigin } from '@connect-token/protocol';

const BROKER_URL = 'broker-url';
const EXPIRES_AT = 'expires-at';
const GIVEN_BACK = 'given-back';
const handleKey = (count: number): string => `handle-${count}`;

/** More than a main ever makes; the environment of a post step is no reason to loop for ever. */
const HANDLES_MAX = 10;

/** What main leaves to its post step: where the broker is, and what can be ended there. No token and no secret is in it. */
export interface Memory {
  handle(handle: Secret<string>): void;
  /** Nothing was made under the last handle: the next one takes its place. */
  forget(): void;
  /** What may have to be ended. */
  handles(): readonly Secret<string>[];
  /** Everything that was remembered is ended. */
  givenBack(): void;
}

/**
 * Writes to the runner's state file, synchronously: the runner reads it also after it has killed this process, so main may die at any
 * point. One key a handle: a write replaces another only where the broker has said that there is nothing to end. `expiresBy`: when
 * whatever is minted dies at the latest.
 */
export function createMemory(brokerUrl: string, expiresBy: Instant): Memory {
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
      handles.pop();
    },
    handles: () => handles,
    givenBack: () => actions.saveState(GIVEN_BACK, 'true'),
  };
}

export type Remembered =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'given back' }
  /** Another step has changed what main left (T36); nothing of it is used. */
  | { readonly kind: 'tampered' }
  | {
      readonly kind: 'handles';
      readonly brokerUrl: string;
      readonly handles: readonly Secret<string>[];
      readonly expiresAt: string;
    };

/** What main left. Every part is checked as if a stranger had written it: any step of the job can. */
export function recall(): Remembered {
  const brokerUrl = actions.getState(BROKER_URL);
  const texts = Array.from({ length: HANDLES_MAX }, (_, index) => actions.getState(handleKey(index + 1)));
  const handles = texts.filter((text) => text !== '');
  const expiresAt = actions.getState(EXPIRES_AT);
  if (brokerUrl === '' && handles.length === 0) return { kind: 'nothing' };
  if (actions.getState(GIVEN_BACK) === 'true') return { kind: 'given back' };
  const sound =
    secureOrigin(brokerUrl) === brokerUrl &&
    handles.length > 0 &&
    handles.every(isHandle) &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(expiresAt);
  if (!sound) return { kind: 'tampered' };
  return { kind: 'handles', brokerUrl, handles: handles.map((text) => secret(text)), expiresAt };
}
