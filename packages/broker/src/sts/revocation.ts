import {
  type Clock,
  err,
  type LeaseSelector,
  type NonEmpty,
  ok,
  plus,
  type Result,
  seconds,
} from '@connect-token/core';
import type { Minter } from '@connect-token/lifecycle';
import {
  ACCESS_TOKEN_MAX,
  isHandle,
  keyOfHandle,
  type RevocationAnswer,
  type StsFailure,
  sha256OfToken,
} from '@connect-token/protocol';
import { ID_TOKEN_AGE_MAX, LEEWAY } from '../oidc/identity.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { RefusalLog } from '../refusal-log.ts';
import { type Answer, success } from './answer.ts';
import { refuseClientSecret } from './client.ts';
import { malformed, parseForm } from './form.ts';

/** As long as the ID token of a late mint could still be accepted, and a minute of margin (I13). */
const TOMBSTONE_KEEP = seconds(ID_TOKEN_AGE_MAX + LEEWAY + 60);

export interface Revocations {
  readonly minter: Minter;
  /** Unknown handles by address. */
  readonly tombstoneRate: RateLimit;
  readonly tombstonesMax: number;
  readonly refuse: RefusalLog;
  readonly clock: Clock;
}

/**
 * Ends the lease of a handle or of an access token, and answers 200 for whatever else was given: a caller can't find out
 * which tokens exist, and a lease that is gone already is what it wanted. Source: RFC 7009 §2; docs/lease-protocol.md.
 */
export async function revoke(
  around: Revocations,
  { body, caller }: { readonly body: string; readonly caller: string },
): Promise<Answer> {
  const given = parseRevocation(body);
  if (!given.ok) return around.refuse(given.error);
  const which = selectorOf(given.value);
  if (which === undefined) return success(GONE);
  return which.by === 'key' ? endByHandle(around, which, caller) : endByToken(around, which);
}

const GONE: RevocationAnswer = { state: 'revoked' };

/** The one parameter that counts; `token_type_hint` can't help, because the forms can't be confused. */
function parseRevocation(body: string): Result<string, NonEmpty<StsFailure>> {
  const form = parseForm(body);
  if (!form.ok) return form;
  const stranger = refuseClientSecret(form.value);
  if (stranger !== undefined) return err([stranger]);
  const token = form.value.get('token');
  return token === undefined ? err([malformed('the parameter `token` is missing')]) : ok(token);
}

/** `undefined` for a text that can be neither: there is nothing to look up, and nothing to remember. */
function selectorOf(text: string): Extract<LeaseSelector, { by: 'key' | 'token' }> | undefined {
  if (isHandle(text)) return { by: 'key', key: keyOfHandle(text) };
  const isToken = text.length <= ACCESS_TOKEN_MAX && text.split('.').length === 3;
  return isToken ? { by: 'token', sha256: sha256OfToken(text) } : undefined;
}

async function endByToken(around: Revocations, which: LeaseSelector): Promise<Answer> {
  const done = await around.minter.revoke(which, { kind: 'never' });
  if (!done.ok) return around.refuse(done.error.failures, done.error.eventId);
  return success(done.value === 'revoking' ? { state: 'revoking' } : GONE);
}

/**
 * An unknown handle is remembered, so that its late mint is refused, and only that is counted: past the limit a handle that
 * is known can still be ended, and one that isn't is told to come back instead of being forgotten.
 */
async function endByHandle(around: Revocations, which: LeaseSelector, caller: string): Promise<Answer> {
  const { minter, clock, tombstoneRate, tombstonesMax, refuse } = around;
  const tooMany = tombstoneRate.take(caller);
  const keepUntil = plus(clock.now(), TOMBSTONE_KEEP);
  const done = await minter.revoke(
    which,
    tooMany === undefined ? { kind: 'write', keepUntil, max: tombstonesMax } : { kind: 'never' },
  );
  if (tooMany === undefined && !(done.ok && done.value === 'buried')) tombstoneRate.giveBack(caller);
  if (!done.ok) return refuse(done.error.failures, done.error.eventId);
  if (tooMany !== undefined && done.value === 'unknown') return refuse([tooMany]);
  return success(done.value === 'revoking' ? { state: 'revoking' } : GONE);
}
