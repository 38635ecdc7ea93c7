import type { IncomingMessage } from 'node:http';
import type { ActivityEntry, Bearer, BearerProblem, ConnectAccess } from '@connect-token/account';
import { type Clock, err, type Result } from '@connect-token/core';
import { activityOf, senderOf } from './activity.ts';
import type { Address } from './address.ts';
import type { Answer } from './answer.ts';
import { authorise } from './authorise.ts';
import { readBody } from './body.ts';
import { change } from './change.ts';
import type { Limits } from './limits.ts';
import { read } from './read.ts';
import type { Refusal } from './refusal.ts';
import type { Trace } from './request-log.ts';
import { isChange, parseTarget } from './target.ts';

export interface Call {
  readonly address: Address;
  readonly message: IncomingMessage;
  /** Learns whose call it is, and of what, as soon as that is known: so that a line tells it of a call that breaks off as well. */
  readonly trace: Trace;
}

export interface CallDeps {
  readonly connect: ConnectAccess;
  readonly clock: Clock;
  readonly limits: Limits;
}

/**
 * One call: who is it → what is asked → may it → do it → remember that it was asked. Nothing is kept from one call to the next, so
 * a token that was revoked since is refused.
 */
export async function serveCall(call: Call, deps: CallDeps): Promise<Result<Answer, Refusal>> {
  const { message, trace } = call;
  const bearer = await authenticate(message.headers.authorization, deps.connect);
  if (!bearer.ok) return bearer;
  trace.tokenId = bearer.value.tokenId;
  await deps.connect.activity.admit();
  const answer = await serveBearer(call, bearer.value, deps).catch(async (error: unknown) => {
    // It may have changed something. Where not even this can be written down, what broke first is told.
    await remember(call, bearer.value, 'DENY', deps).catch(() => {});
    throw error;
  });
  // Before the answer is on its way: a client that takes what it came for and breaks off is remembered all the same.
  await remember(call, bearer.value, answer.ok ? 'SUCCESS' : 'DENY', deps);
  return answer;
}

function remember(
  { address: { operation }, message, trace }: Call,
  bearer: Bearer,
  result: ActivityEntry['result'],
  { connect, clock }: CallDeps,
): Promise<void> {
  const entry = activityOf({ operation, result, bearer, sender: senderOf(message), trace, at: clock.now() });
  return connect.activity.record(entry);
}

async function authenticate(
  authorization: string | undefined,
  connect: ConnectAccess,
): Promise<Result<Bearer, Refusal>> {
  // Clients know a missing token by the same words as a forged one. Source: docs/differences.md.
  if (authorization === undefined) return err(BEARER_PROBLEMS['bad-signature']);
  const scheme = /^bearer +/i.exec(authorization)?.[0];
  if (scheme === undefined) return err(BEARER_PROBLEMS['not-valid']);
  // Whatever it is: no text but a token of this account's is one.
  const bearer = await connect.authenticate(authorization.slice(scheme.length));
  return bearer.ok ? bearer : err(BEARER_PROBLEMS[bearer.error]);
}

const BEARER_PROBLEMS: Readonly<Record<BearerProblem, Refusal>> = {
  'bad-signature': { code: 'SIGNATURE_INVALID' },
  'not-valid': { code: 'TOKEN_NOT_VALID' },
};

async function serveBearer(
  { address, message, trace }: Call,
  bearer: Bearer,
  { connect, limits }: CallDeps,
): Promise<Result<Answer, Refusal>> {
  const target = parseTarget(address);
  if (!target.ok) return target;
  if ('vaultId' in target.value) trace.vaultId = target.value.vaultId;
  if ('itemId' in target.value) trace.itemId = target.value.itemId;
  const refused = authorise(target.value, bearer.reach);
  if (refused !== undefined) return err(refused);
  return isChange(target.value)
    ? change(target.value, { bearer, trace, body: () => readBody(message, limits) }, connect)
    : read(target.value, { bearer, limits, trace }, connect);
}
