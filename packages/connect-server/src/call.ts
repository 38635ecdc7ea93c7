import type { IncomingMessage } from 'node:http';
import type { ActivityEntry, Bearer, BearerProblem, ConnectAccess, Sight } from '@connect-token/account';
import { type Clock, err, ok, type Result } from '@connect-token/core';
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
import { isChange, parseTarget, readsItem, type Target, type TargetRefusal } from './target.ts';

export interface Call {
  readonly address: Address;
  readonly message: IncomingMessage;
  /** Learns whose call it is, and of what, as soon as that is known: so that a line tells it of a call that breaks off as well. */
  readonly trace: Trace;
}

type ParsedTarget = Result<Target, TargetRefusal>;

export interface CallDeps {
  readonly connect: ConnectAccess;
  readonly clock: Clock;
  readonly limits: Limits;
}

/**
 * One call: what is asked → who asks → may it → do it → remember that it was asked. Nothing is kept from one call to the next, so a token
 * that was revoked since is refused; and who isn't known learns nothing, not even what is wrong with what was asked.
 */
export async function serveCall(call: Call, deps: CallDeps): Promise<Result<Answer, Refusal>> {
  const { address, message, trace } = call;
  const target = parseTarget(address);
  const sight = await authenticate(message.headers.authorization, target, deps.connect);
  if (!sight.ok) return sight;
  const { bearer } = sight.value;
  trace.tokenId = bearer.tokenId;
  await deps.connect.activity.admit();
  const answer = await serveSight(call, { target, ...sight.value }, deps).catch(async (error: unknown) => {
    // It may have changed something. Where not even this can be written down, what broke first is told.
    await remember(call, bearer, 'DENY', deps).catch(() => {});
    throw error;
  });
  // Before the answer is on its way: a client that takes what it came for and breaks off is remembered all the same.
  await remember(call, bearer, answer.ok ? 'SUCCESS' : 'DENY', deps);
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
  target: ParsedTarget,
  connect: ConnectAccess,
): Promise<Result<Sight, Refusal>> {
  // Clients know a missing token by the same words as a forged one. Source: docs/differences.md.
  if (authorization === undefined) return err(BEARER_PROBLEMS['bad-signature']);
  const scheme = /^bearer +/i.exec(authorization)?.[0];
  if (scheme === undefined) return err(BEARER_PROBLEMS['not-valid']);
  // Whatever it is: no text but a token of this account's is one.
  const sight = await look(authorization.slice(scheme.length), target, connect);
  return sight.ok ? sight : err(BEARER_PROBLEMS[sight.error]);
}

/** Who reads one item is looked at together with it: one look is one turn of a network. */
async function look(
  token: string,
  target: ParsedTarget,
  connect: ConnectAccess,
): Promise<Result<Sight, BearerProblem>> {
  if (target.ok && readsItem(target.value)) return connect.look(token, target.value);
  const bearer = await connect.authenticate(token);
  return bearer.ok ? ok({ bearer: bearer.value, item: nobodyLooked }) : bearer;
}

/** What reads an item and isn't told apart as such must not pass for one that isn't there. */
function nobodyLooked(): never {
  throw new Error('invariant: an item that nobody has looked for');
}

const BEARER_PROBLEMS: Readonly<Record<BearerProblem, Refusal>> = {
  'bad-signature': { code: 'SIGNATURE_INVALID' },
  'not-valid': { code: 'TOKEN_NOT_VALID' },
};

async function serveSight(
  { message, trace }: Call,
  { target, bearer, item }: Sight & { readonly target: ParsedTarget },
  { connect, limits }: CallDeps,
): Promise<Result<Answer, Refusal>> {
  if (!target.ok) return target;
  if ('vaultId' in target.value) trace.vaultId = target.value.vaultId;
  if ('itemId' in target.value) trace.itemId = target.value.itemId;
  const refused = authorise(target.value, bearer.reach);
  if (refused !== undefined) return err(refused);
  return isChange(target.value)
    ? change(target.value, { bearer, trace, body: () => readBody(message, limits) }, connect)
    : read(target.value, { bearer, item, limits, trace }, connect);
}
