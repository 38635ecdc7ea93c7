import type { ConnectAccess } from '@connect-token/account';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { hangUpOnClose } from './closing.ts';
import { hangUp, refusalOfConnection } from './connection.ts';
import { refuseEnvelope } from './envelope.ts';
import { faultOf, refusalOfError } from './fault.ts';
import { ANSWER_HEADERS } from './headers.ts';
import { readHealth } from './health.ts';
import type { Limits } from './limits.ts';
import { KINDS, PATHS, PROBES, routeOf } from './path.ts';
import { read } from './read.ts';
import { refuse } from './reply.ts';
import { logWhenOver, type Trace, traceOf } from './request-log.ts';
import type { Address } from './target.ts';

export interface ServiceDeps {
  readonly connect: ConnectAccess;
  readonly log: Logger;
  readonly limits: Limits;
}

/** The service, not yet listening. */
export function createService(deps: ServiceDeps): FastifyInstance {
  const app = createApp(deps);
  hangUpOnClose(app);
  guard(app, deps);
  addRoutes(app, deps);
  return app;
}

/** The framework with every bound set and every answer of its own replaced. Its logger stays off, because its lines hold URLs. */
function createApp({ log, limits }: ServiceDeps): FastifyInstance {
  const app = fastify({
    logger: false,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      // Node's own answer has no body; the envelope's rule looks at it.
      requireHostHeader: false,
    },
    // Nothing here waits for a body, so both bounds are one. They hold because `connectionsCheckingInterval` makes Node look.
    requestTimeout: limits.requestMs,
    handlerTimeout: limits.answerMs,
    connectionTimeout: limits.quietMs,
    keepAliveTimeout: limits.idleMs,
    // The framework's own body for what still arrives while it closes.
    return503OnClosing: false,
    routerOptions: {
      ignoreTrailingSlash: true,
      // Past any URL: an id of the wrong length is for the rule of ids to refuse.
      maxParamLength: limits.headerBytes,
      // Both `+` and `%20` are a space here, and nothing makes it throw.
      querystringParser: (text) => ({ filters: new URLSearchParams(text).getAll('filter') }),
    },
    // Paths that can't be decoded match no route, and no hook sees them.
    frameworkErrors: (_error, request, reply) => {
      logWhenOver(reply.raw, traceOf(request.method, null), log);
      refuse(reply, { code: 'REQUEST_MALFORMED', problem: 'the URL is not percent-encoded' });
    },
    clientErrorHandler: (error, socket) => {
      const refusal = refusalOfConnection(error.code, limits);
      log.debug({ refusal: refusal.code }, 'connection refused');
      hangUp(socket, refusal);
    },
  });
  app.server.maxConnections = limits.connections;
  app.server.on('checkExpectation', ({ socket }) => hangUp(socket, { code: 'EXPECTATION_UNKNOWN' }));
  return app;
}

/** What happens to every request, before and after its route. */
function guard(app: FastifyInstance, { log, limits }: ServiceDeps): void {
  app.decorateRequest('trace', null);
  app.addHook('onRequest', async (request, reply) => {
    const { method, url = '/', httpVersion, headers } = request.raw;
    const route = routeOf(url);
    const trace = traceOf(request.method, route);
    request.setDecorator('trace', trace);
    logWhenOver(reply.raw, trace, log);
    const refused = refuseEnvelope({ method: method ?? '', url, route, httpVersion, headers }, limits);
    if (refused !== undefined) return refuse(reply, refused);
    reply.headers(ANSWER_HEADERS);
  });
  app.setErrorHandler((error, request, reply) => {
    log.error({ ...request.getDecorator<Trace>('trace'), fault: faultOf(error) }, 'request failed');
    return refuse(reply, refusalOfError(error));
  });
  // Reached where the router and `routeOf` see a path differently, such as one with an encoded slash.
  app.setNotFoundHandler((_request, reply) => refuse(reply, { code: 'ROUTE_UNKNOWN' }));
}

function addRoutes(app: FastifyInstance, { connect }: ServiceDeps): void {
  for (const kind of KINDS) {
    app.get<{ Params: Partial<Pick<Address, 'vaultId' | 'itemId'>>; Querystring: Pick<Address, 'filters'> }>(
      PATHS[kind],
      async (request, reply) => {
        const { vaultId = '', itemId = '' } = request.params;
        const address = { kind, vaultId, itemId, filters: request.query.filters };
        const { authorization } = request.headers;
        const answer = await read({ address, authorization, trace: request.getDecorator('trace') }, connect);
        return answer.ok ? answer.value : refuse(reply, answer.error);
      },
    );
  }
  app.get(PROBES.heartbeat, async (_request, reply) => reply.type('text/plain; charset=utf-8').send('.'));
  app.get(PROBES.health, () => readHealth(connect));
}
