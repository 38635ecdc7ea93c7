import { CONNECT_OPERATIONS } from '@connect-token/protocol/connect';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { watchAnswers } from './answer-deadline.ts';
import { type CallDeps, serveCall } from './call.ts';
import { hangUpOnClose } from './closing.ts';
import { hangUp, refusalOfConnection } from './connection.ts';
import { refuseEnvelope } from './envelope.ts';
import { faultOf, refusalOfError } from './fault.ts';
import { ANSWER_HEADERS } from './headers.ts';
import { readHealth } from './health.ts';
import type { CallMetrics } from './metrics.ts';
import { OPERATIONS, PROBES, patternOf, routeOf } from './path.ts';
import { refuse, send } from './reply.ts';
import { logCall, type Trace, tellWhenOver, traceOf } from './request-log.ts';

export interface ServiceDeps extends CallDeps {
  readonly log: Logger;
  readonly metrics: CallMetrics;
}

/** The service, not yet listening. */
export function createService(deps: ServiceDeps): FastifyInstance {
  const app = createApp(deps);
  hangUpOnClose(app);
  guard(app, deps);
  watchAnswers(app, deps.limits, (reply) => {
    deps.log.error(reply.request.getDecorator<Trace>('trace'), 'request not answered in time');
    refuse(reply, { code: 'UNAVAILABLE' });
  });
  addRoutes(app, deps);
  return app;
}

/** The framework with every bound set and every answer of its own replaced. Its logger stays off, because its lines hold URLs. */
function createApp(deps: ServiceDeps): FastifyInstance {
  const { log, limits } = deps;
  const app = fastify({
    logger: false,
    http: {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      // Node's own answer has no body; the envelope's rule looks at it.
      requireHostHeader: false,
    },
    // One bound for headers and body together. It holds because `connectionsCheckingInterval` makes Node look.
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.quietMs,
    keepAliveTimeout: limits.idleMs,
    // The framework's own body for what still arrives while it closes.
    return503OnClosing: false,
    routerOptions: {
      ignoreTrailingSlash: true,
      // Past any URL: an id of the wrong length is for the rule of ids to refuse.
      maxParamLength: limits.headerBytes,
      // Both `+` and `%20` are a space here, and nothing makes it throw.
      querystringParser: (text) => ({ query: new URLSearchParams(text) }),
    },
    // Paths that can't be decoded match no route, and no hook sees them.
    frameworkErrors: (_error, request, reply) => {
      watch(reply, traceOf(request.method, null), deps);
      refuse(reply, { code: 'REQUEST_MALFORMED', problem: 'the URL is not percent-encoded' });
    },
    clientErrorHandler: (error, socket) => {
      const refusal = refusalOfConnection(error.code, limits);
      log.debug({ refusal: refusal.code }, 'connection refused');
      hangUp(socket, refusal);
    },
  });
  // Nobody's body is read before it is known who sent it: the call reads it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.server.maxConnections = limits.connections;
  app.server.on('checkExpectation', ({ socket }) => hangUp(socket, { code: 'EXPECTATION_UNKNOWN' }));
  return app;
}

const watch = (reply: FastifyReply, trace: Trace, { log, metrics }: ServiceDeps): void =>
  tellWhenOver(reply.raw, trace, (line) => {
    logCall(line, log);
    metrics.count(line);
  });

/** What happens to every request, before and after its route. */
function guard(app: FastifyInstance, deps: ServiceDeps): void {
  app.decorateRequest('trace', null);
  // Hooks that wait for nothing say so by `done`: a promise for each of them, on each call, is a tenth of its time.
  app.addHook('onRequest', (request, reply, done) => {
    const { method, url = '/', httpVersion, headers } = request.raw;
    const route = routeOf(url);
    const trace = traceOf(request.method, route);
    request.setDecorator('trace', trace);
    watch(reply, trace, deps);
    const refused = refuseEnvelope({ method: method ?? '', url, route, httpVersion, headers }, deps.limits);
    if (refused !== undefined) {
      refuse(reply, refused);
      return;
    }
    reply.headers(ANSWER_HEADERS);
    done();
  });
  app.setErrorHandler((error, request, reply) => {
    logBroken(error, request.getDecorator('trace'), deps.log);
    return refuse(reply, refusalOfError(error));
  });
  // Reached where the router and `routeOf` see a path differently, such as one with an encoded slash.
  app.setNotFoundHandler((_request, reply) => refuse(reply, { code: 'ROUTE_UNKNOWN' }));
}

const logBroken = (error: unknown, trace: Trace, log: Logger): void =>
  log.error({ ...trace, fault: faultOf(error) }, 'request failed');

interface Path {
  readonly Params: Partial<Readonly<Record<'vaultId' | 'itemId' | 'fileId', string>>>;
  readonly Querystring: { readonly query: URLSearchParams };
}

function addRoutes(app: FastifyInstance, deps: ServiceDeps): void {
  for (const operation of OPERATIONS) {
    const { method } = CONNECT_OPERATIONS[operation];
    app.route<Path>({
      method,
      url: patternOf(operation),
      handler: async (request, reply) => {
        const { vaultId = '', itemId = '', fileId = '' } = request.params;
        const trace = request.getDecorator<Trace>('trace');
        const address = { operation, vaultId, itemId, fileId, query: request.query.query };
        const answer = await serveCall({ address, message: request.raw, trace }, deps);
        // It came too late, and its client has been told so.
        if (reply.sent) return reply;
        if (!answer.ok) return refuse(reply, answer.error);
        return send(reply, answer.value, (error) => logBroken(error, trace, deps.log));
      },
    });
  }
  addProbes(app, deps);
}

function addProbes(app: FastifyInstance, { connect, metrics }: ServiceDeps): void {
  app.get(PROBES.heartbeat, async (_request, reply) => reply.type('text/plain; charset=utf-8').send('.'));
  app.get(PROBES.health, () => readHealth(connect));
  app.get(PROBES.metrics, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}
