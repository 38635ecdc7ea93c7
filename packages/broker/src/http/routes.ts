import {
  METADATA_PATH,
  PLAN_PATH,
  REVOCATION_PATH,
  serverMetadata,
  TOKEN_PATH,
} from '@connect-token/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimit } from '../rate-limit.ts';
import type { Readiness } from '../readiness.ts';
import type { RefusalLog } from '../refusal-log.ts';
import type { Answer } from '../sts/answer.ts';
import { refuseAuthorization } from '../sts/client.ts';
import { callerOf } from './address.ts';
import { send } from './reply.ts';

export interface Routes {
  readonly publicUrl: string;
  readonly exchange: (ask: {
    readonly body: string;
    readonly idempotencyKey: string | undefined;
  }) => Promise<Answer>;
  /** A rehearsal of an exchange, to the same form. */
  readonly plan: (body: string) => Promise<Answer>;
  readonly revoke: (ask: { readonly body: string; readonly caller: string }) => Promise<Answer>;
  readonly readiness: () => Promise<Readiness>;
  /** Requests by address. */
  readonly mintRate: RateLimit;
  readonly revocationRate: RateLimit;
  readonly refuse: RefusalLog;
}

export function addRoutes(app: FastifyInstance, routes: Routes): void {
  const { publicUrl, exchange, plan, revoke, readiness, mintRate, revocationRate, refuse } = routes;
  app.post(TOKEN_PATH, { onRequest: guard(mintRate, refuse) }, async (request, reply) => {
    const key = request.headers['idempotency-key'];
    return send(reply, await exchange({ body: bodyOf(request), idempotencyKey: key?.toString() }));
  });
  app.post(PLAN_PATH, { onRequest: guard(mintRate, refuse) }, async (request, reply) =>
    send(reply, await plan(bodyOf(request))),
  );
  app.post(REVOCATION_PATH, { onRequest: guard(revocationRate, refuse) }, async (request, reply) =>
    send(reply, await revoke({ body: bodyOf(request), caller: callerOf(request.ip) })),
  );
  // The issuer is the configured URL, whatever `Host` says (RFC 8414 §3.3).
  const metadata: Answer = { status: 200, retryAfter: null, body: serverMetadata(publicUrl) };
  app.get(METADATA_PATH, (_request, reply) => send(reply, metadata));
  app.get('/healthz', (_request, reply) =>
    send(reply, { status: 200, retryAfter: null, body: { status: 'ok' } }),
  );
  app.get('/readyz', async (_request, reply) => {
    const body = await readiness();
    return send(reply, { status: body.status === 'unready' ? 503 : 200, retryAfter: null, body });
  });
}

/** What is refused by its headers alone is refused before its body is read. */
const guard =
  (rate: RateLimit, refuse: RefusalLog) =>
  (request: FastifyRequest, reply: FastifyReply, next: () => void): void => {
    const refused = rate.take(callerOf(request.ip)) ?? refuseAuthorization(request.headers.authorization);
    if (refused === undefined) next();
    else send(reply, refuse([refused]));
  };

/** No body at all is an empty form: its mistakes are the missing parameters. */
const bodyOf = (request: FastifyRequest): string => (typeof request.body === 'string' ? request.body : '');
