import {
  METADATA_PATH,
  PLAN_PATH,
  REVOCATION_PATH,
  serverMetadata,
  TOKEN_PATH,
} from '@connect-token/protocol';
import type { FastifyInstance } from 'fastify';
import type { RateLimit } from '../rate-limit.ts';
import type { Readiness } from '../readiness.ts';
import type { RefusalLog } from '../refusal-log.ts';
import type { Answer } from '../sts/answer.ts';
import { refuseAuthorization } from '../sts/client.ts';
import { callerOf } from './address.ts';
import { bodyOf, guard } from './guard.ts';
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
  app.post(TOKEN_PATH, { onRequest: guardPublic(mintRate, refuse) }, async (request, reply) => {
    const key = request.headers['idempotency-key'];
    return send(reply, await exchange({ body: bodyOf(request), idempotencyKey: key?.toString() }));
  });
  app.post(PLAN_PATH, { onRequest: guardPublic(mintRate, refuse) }, async (request, reply) =>
    send(reply, await plan(bodyOf(request))),
  );
  app.post(REVOCATION_PATH, { onRequest: guardPublic(revocationRate, refuse) }, async (request, reply) =>
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

/** Clients are public here: what they hold is in the form. */
const guardPublic = (rate: RateLimit, refuse: RefusalLog) =>
  guard(rate, refuse, ({ authorization }) => refuseAuthorization(authorization));
