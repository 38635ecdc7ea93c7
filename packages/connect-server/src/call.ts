import type { IncomingMessage } from 'node:http';
import type { Bearer, BearerProblem, ConnectAccess } from '@connect-token/account';
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
  const { message, trace, address } = call;
  const bearer = await authenticate(message.headers.authorization, deps.connect);
  if (!bearer.ok) return bearer;
  trace.tokenId = bearer.value.tokenId;
  const { operation } = address;
  // A look at the activity isn't one of its entries: it would push out of sight what it looks for.
  if (operation === 'listActivity') return serveBearer(call, bearer.value, deps);
  const { activity } = deps.connect;
  await activity.admit();
  const answer = await serveBearer(call, bearer.value, deps);
  const result = answer.ok ? 'SUCCESS' : 'DENY';
  const sender = senderOf(message);
  const at = deps.clock.now();
  // Before the answer is on its way: a client that takes what it came for and breaks off is remembered all the same.
  await activity.record(activityOf({ operation, result, bearer: bearer.value, sender, trace, at }));
  return answer;
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
