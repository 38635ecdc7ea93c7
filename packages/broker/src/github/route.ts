import type { Failure } from '@connect-token/core';
import { WEBHOOK_HEADERS, WEBHOOK_PATH } from '@connect-token/protocol/github';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { guard } from '../http/guard.ts';
import { send } from '../http/reply.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { RefusalLog } from '../refusal-log.ts';
import type { Answer } from '../sts/answer.ts';
import type { WebhookAsk } from './webhook.ts';

export interface WebhookRoute {
  readonly receive: (ask: WebhookAsk) => Promise<Answer>;
  /** Deliveries by address. */
  readonly rate: RateLimit;
  readonly bodyBytesMax: number;
  readonly refuse: RefusalLog;
}

/** `POST /github/webhooks`. Its body stays as the bytes that were signed; it is JSON or nothing. */
export function addWebhookRoute(app: FastifyInstance, route: WebhookRoute): void {
  const { receive, rate, bodyBytesMax, refuse } = route;
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: bodyBytesMax },
      (_request, body, done) => done(null, body),
    );
    // What the framework refuses is said of this route's own limits and types; what it can't name goes the way of all.
    scope.setErrorHandler((error: Error & { readonly code?: string }, request, reply) => {
      const failure = failureOf(error.code, bodyBytesMax);
      if (failure === undefined) throw error;
      if (request.raw.destroyed) return reply.hijack();
      return send(reply, refuse([failure]));
    });
    scope.post(
      WEBHOOK_PATH,
      { onRequest: guard(rate, refuse), bodyLimit: bodyBytesMax },
      async (request, reply) => send(reply, await receive(askOf(request))),
    );
  });
}

const askOf = ({ headers, body }: FastifyRequest): WebhookAsk => ({
  body: Buffer.isBuffer(body) ? body : new Uint8Array(),
  signature: headers[WEBHOOK_HEADERS.signature]?.toString(),
  event: headers[WEBHOOK_HEADERS.event]?.toString(),
  enterpriseHost: headers[WEBHOOK_HEADERS.enterpriseHost]?.toString(),
});

function failureOf(code: string | undefined, limitBytes: number): Failure | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { code: 'REQUEST_TOO_LARGE', limitBytes };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return { code: 'REQUEST_MALFORMED', problem: 'the body is not `application/json`' };
  return undefined;
}
