import {
  type Actor,
  type CallFailure,
  type Credentials,
  err,
  type Management,
  type Result,
} from '@connect-token/core';
import { OPERATIONS, type OperationId } from '@connect-token/protocol/management';
import type { Caller } from './caller.ts';
import { matches } from './entity-tag.ts';
import type { Ask } from './handler.ts';
import { HANDLERS } from './handlers.ts';
import type { PageAsk } from './page.ts';
import { readerOf, stateOf } from './state.ts';
import type { Turns } from './turns.ts';

export interface Office {
  readonly manage: (actor: Actor) => Management;
  readonly credentials: Credentials;
  readonly turns: Turns;
  readonly pageBytesMax: number;
}

/** A request as it was read: let in, and its body and its page checked. */
export interface Request {
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly page: PageAsk;
  readonly ifMatch: string | undefined;
}

type Done = Result<object, CallFailure>;

/**
 * One operation. A change takes its turn, and looks at `If-Match` within it: of two who read the same state, one changes it, and the
 * other is told that it isn't so any more. What the broker itself does for leases in between touches nothing but `tokens_version`.
 */
export async function perform(id: OperationId, request: Request, office: Office): Promise<Done> {
  const { method } = OPERATIONS[id];
  const { caller, params, body, page } = request;
  const ask: AnyAsk = {
    account: office.manage(caller.actor),
    caller,
    credentials: office.credentials,
    path: (name) => params[name] ?? '',
    body,
    page,
    pageBytesMax: office.pageBytesMax,
  };
  if (method === 'GET') return handle(id, ask);
  const changed = await office.turns.take(async () => {
    const refused = await refusePrecondition(id, request.ifMatch, ask);
    return refused ?? (await handle(id, ask));
  });
  return changed.ok ? changed.value : changed;
}

type AnyAsk = Omit<Ask<OperationId>, 'body' | 'path'> & {
  readonly body: unknown;
  readonly path: (name: string) => string;
};

/** INVARIANT: the body was checked by the schema of the same operation, which is what the handler's type asks for. */
const handle = (id: OperationId, ask: AnyAsk): Promise<Done> =>
  (HANDLERS[id] as unknown as (ask: AnyAsk) => Promise<Done>)(ask);

async function refusePrecondition(
  id: OperationId,
  ifMatch: string | undefined,
  ask: AnyAsk,
): Promise<Extract<Done, { ok: false }> | undefined> {
  const { target } = OPERATIONS[id];
  if (ifMatch === undefined) return undefined;
  if (target === null)
    return err({
      effect: 'none',
      failure: {
        code: 'REQUEST_MALFORMED',
        problem: 'there is no state here that `If-Match` could be held against',
      },
    });
  const state = stateOf(await handle(readerOf(target), ask));
  if (!state.ok) return state;
  return matches(ifMatch, state.value)
    ? undefined
    : err({ effect: 'none', failure: { code: 'PRECONDITION_FAILED' } });
}
