import type { Clock, CredentialStore, IdGenerator } from '@connect-token/core';
import {
  API_PREFIX,
  INTROSPECTION_PATH,
  OPERATIONS,
  type Operation,
  type OperationId,
} from '@connect-token/protocol/management';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { callerOf } from '../http/address.ts';
import { createApp, FORM } from '../http/app.ts';
import { bodyOf } from '../http/guard.ts';
import { send } from '../http/reply.ts';
import type { HttpLimits } from '../limits.ts';
import type { RateLimit } from '../rate-limit.ts';
import { type Answer, success } from '../sts/answer.ts';
import { malformed, parseForm } from '../sts/form.ts';
import { JSON_TYPE, parseBody } from './body.ts';
import { type Caller, identify, refuseCaller, type Stranger } from './caller.ts';
import { entityTag } from './entity-tag.ts';
import { introspect, type TokenVerifier } from './introspection.ts';
import { parsePage } from './page.ts';
import { type Office, perform } from './perform.ts';
import { createRefusals, type Refusals } from './refusals.ts';
import { tellsState } from './state.ts';

export interface ServiceDeps {
  readonly office: Office;
  readonly credentialStore: CredentialStore;
  readonly verify: TokenVerifier;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly log: Logger;
  readonly limits: HttpLimits;
  /** `null`: nobody is counted. */
  readonly rate: RateLimit | null;
  readonly stranger: Stranger;
}

/** The management API for one listener, not yet listening. */
export function createService(deps: ServiceDeps): FastifyInstance {
  const refusals = createRefusals(deps.log, deps.ids);
  const app = createApp({ limits: deps.limits, types: [JSON_TYPE, FORM], ...refusals });
  app.decorateRequest('caller', null);
  for (const id of Object.keys(OPERATIONS) as OperationId[]) addOperation(app, id, deps, refusals);
  app.post(
    INTROSPECTION_PATH,
    { onRequest: guard('introspect', 'read', deps, refusals) },
    async (request, reply) => send(reply, await answerIntrospection(request, deps, refusals)),
  );
  return app;
}

function addOperation(app: FastifyInstance, id: OperationId, deps: ServiceDeps, refusals: Refusals): void {
  const { method, path, right }: Operation = OPERATIONS[id];
  app.route({
    method,
    url: `${API_PREFIX}${path.replace(/\{(\w+)\}/g, ':$1')}`,
    onRequest: guard(id, right, deps, refusals),
    handler: async (request, reply) => send(reply, await answer(id, request, deps, refusals)),
  });
}

/** What is refused by its address or its headers alone is refused before its body is read. */
const guard =
  (operation: string, right: Operation['right'], deps: ServiceDeps, { refuse }: Refusals) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const tooMany = deps.rate?.take(callerOf(request.ip));
    if (tooMany !== undefined) return send(reply, refuse([tooMany], { operation }));
    const credentials = deps.credentialStore;
    const caller = await identify(request.headers.authorization, deps.stranger, { ...deps, credentials });
    if (!caller.ok) return send(reply, refuse([caller.error], { operation }));
    const refused = refuseCaller(caller.value, right);
    if (refused !== undefined) return send(reply, refuse([refused], { operation, caller: caller.value }));
    request.setDecorator('caller', caller.value);
    return undefined;
  };

async function answer(
  id: OperationId,
  request: FastifyRequest,
  { office, ids, log }: ServiceDeps,
  { refuse }: Refusals,
): Promise<Answer> {
  const operation: Operation = OPERATIONS[id];
  const caller = request.getDecorator<Caller>('caller');
  const about = { operation: id, caller };
  const page = operation.paged ? parsePage(request.query, operation.filter) : NO_PAGE;
  if (!page.ok) return refuse([page.error], about);
  const body = parseBody(operation.body, bodyOf(request), request.headers['content-type']);
  if (!body.ok) return refuse(body.error, about);
  const done = await perform(
    id,
    {
      caller,
      params: request.params as Readonly<Record<string, string>>,
      body: body.value,
      page: page.value,
      ifMatch: request.headers['if-match'],
    },
    office,
  );
  if (!done.ok) return refuse([done.error.failure], { ...about, effect: done.error.effect });
  if (operation.method !== 'GET') logChange(log, ids.ulid(), about);
  const answered: Answer = { status: operation.status, retryAfter: null, body: done.value };
  return tellsState(id) ? { ...answered, headers: { etag: entityTag(done.value) } } : answered;
}

const NO_PAGE = { ok: true, value: { limit: 1, cursor: null, filter: {} } } as const;

/** Who did what is in the account's own trail; this says through which credential. */
const logChange = (
  log: Logger,
  event: string,
  { operation, caller }: { readonly operation: string; readonly caller: Caller },
): void =>
  log.info(
    { event, kind: 'request.done', operation, credential: caller.credentialId, actor: caller.actor },
    'request.done',
  );

async function answerIntrospection(
  request: FastifyRequest,
  { office, verify, clock }: ServiceDeps,
  { refuse }: Refusals,
): Promise<Answer> {
  const caller = request.getDecorator<Caller>('caller');
  const about = { operation: 'introspect', caller };
  const form = parseForm(bodyOf(request));
  if (!form.ok) return refuse(form.error, about);
  const token = form.value.get('token');
  if (token === undefined) return refuse([malformed('the parameter `token` is missing')], about);
  const known = await introspect(token, { verify, account: office.manage(caller.actor), clock });
  return known.ok ? success(known.value) : refuse([known.error.failure], about);
}
