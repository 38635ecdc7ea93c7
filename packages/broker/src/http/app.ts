import type { Socket } from 'node:net';
import type { Failure, NonEmpty } from '@connect-token/core';
import fastify, { type FastifyInstance } from 'fastify';
import type { HttpLimits } from '../limits.ts';
import type { Answer } from '../sts/answer.ts';
import { malformed } from '../sts/form.ts';
import { formatRaw, send } from './reply.ts';

export interface AppDeps {
  readonly limits: HttpLimits;
  /** The media types of bodies that are taken, as text. */
  readonly types: NonEmpty<string>;
  /** How it says no: in the words of its own wire, and each time in the log. */
  readonly refuse: (failures: NonEmpty<Failure>) => Answer;
  /** The same for a broken invariant of ours. */
  readonly refuseInternal: (cause: unknown) => Answer;
}

type HttpError = Error & { readonly code?: string; readonly statusCode?: number };

export const FORM = 'application/x-www-form-urlencoded';

/**
 * An HTTP server that takes bodies of a few types and nothing else, and whose every refusal is one of its wire, its framework's own
 * included. Requests are never logged: their bodies and headers hold ID tokens, handles and credentials (T31).
 */
export function createApp({ limits, types, refuse, refuseInternal }: AppDeps): FastifyInstance {
  const app = fastify({
    logger: false,
    // A forwarded address is whatever the sender writes: limits count the connection's own.
    trustProxy: false,
    bodyLimit: limits.bodyBytesMax,
    // Alone it does nothing against a slow body: the three under `http` make Node look (T27).
    requestTimeout: limits.requestTimeoutMs,
    connectionTimeout: limits.idleTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    http: {
      headersTimeout: limits.headersTimeoutMs,
      connectionsCheckingInterval: limits.checkEveryMs,
      maxHeaderSize: limits.headerBytesMax,
    },
    // Past any URL: an id of the wrong length is for the account to refuse.
    routerOptions: { maxParamLength: limits.headerBytesMax },
    exposeHeadRoutes: false,
    // Requests that are on their way while we close are answered, and their connections closed after.
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, limits, refuse),
    frameworkErrors: (_error, _request, reply) => {
      send(reply, refuse([malformed("the request's URL can't be read")]));
    },
  });
  app.server.maxConnections = limits.connectionsMax;

  // A kept connection would hold a close up for as long as its client likes, also one whose last request came before.
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close');
    done(null, payload);
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...types], { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body.toString('utf8'));
  });
  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    return send(reply, refuse([{ code: 'ROUTE_UNKNOWN', method: request.method, path: shortPath(path) }]));
  });
  app.setErrorHandler((error: HttpError, request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode < 400 || statusCode >= 500) return send(reply, refuseInternal(error));
    // Cut off in the middle of its body: there is nobody to answer, and what ended it has its line already.
    if (request.raw.destroyed) return reply.hijack();
    return send(reply, refuse([failureOf(error.code, limits, types)]));
  });
  return app;
}

/** A path may hold a secret that somebody put there by mistake; no path of ours is this long. */
const PATH_MAX = 40;

const shortPath = (path: string): string =>
  path.length > PATH_MAX ? `${path.slice(0, PATH_MAX / 2)}…` : path;

function failureOf(code: string | undefined, { bodyBytesMax }: HttpLimits, types: NonEmpty<string>): Failure {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return { code: 'REQUEST_TOO_LARGE', limitBytes: bodyBytesMax };
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return malformed(`the body is not ${types.map((type) => `\`${type}\``).join(' or ')}`);
  return malformed("the request can't be read");
}

/** Errors below the framework: a header that never ends, a request that comes drop by drop, bytes that are no HTTP. */
function refuseConnection(
  error: HttpError,
  socket: Socket,
  limits: HttpLimits,
  refuse: AppDeps['refuse'],
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(formatRaw(refuse([connectionFailure(error.code, limits)])), () => socket.destroy());
}

function connectionFailure(code: string | undefined, { headerBytesMax }: HttpLimits): Failure {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { code: 'REQUEST_TOO_SLOW' };
  if (code === 'HPE_HEADER_OVERFLOW') return { code: 'REQUEST_TOO_LARGE', limitBytes: headerBytesMax };
  return malformed("the request can't be read");
}
