import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { inFlight } from '@connect-token/core';
import type { Logger } from 'pino';
import { parseAddress } from './address.ts';
import { watchAnswers } from './answer-deadline.ts';
import { type CallDeps, serveCall } from './call.ts';
import { closingOf } from './closing.ts';
import { hangUp, refusalOfConnection } from './connection.ts';
import { refuseEnvelope } from './envelope.ts';
import { type Exchange, lineOf } from './exchange.ts';
import { faultOf, refusalOfError } from './fault.ts';
import type { CallMetrics } from './metrics.ts';
import { type Place, placeOf, type Question, questionAt } from './path.ts';
import { serveProbe } from './probe.ts';
import { refuse, send } from './reply.ts';
import { logCall, type Trace, traceOf } from './request-log.ts';

export interface ServiceDeps extends CallDeps {
  readonly log: Logger;
  readonly metrics: CallMetrics;
}

export interface Service {
  readonly server: Server;
  /** Accepts nothing more, and settles once what runs is answered. Once. */
  close(): Promise<void>;
}

/** The service, not yet listening. */
export function createService(deps: ServiceDeps): Service {
  const { log, metrics, limits } = deps;
  const server = boundServer(deps);
  const running = inFlight<Exchange>();
  const closing = closingOf(server, running);
  const stopWatching = watchAnswers(running, limits, (exchange) => {
    log.error(exchange.trace, 'request not answered in time');
    refuse(exchange, { code: 'UNAVAILABLE' }, closing.hasBegun());
  });
  const begin = (request: IncomingMessage, response: ServerResponse, route: string | null): Exchange => {
    const trace = traceOf(request.method ?? '', route);
    const exchange = { request, response, trace, startedAt: performance.now() };
    const end = running.add(exchange);
    // Comes also where the client went away meanwhile.
    response.on('close', () => {
      end();
      const line = lineOf(exchange);
      logCall(line, log);
      metrics.count(line);
    });
    return exchange;
  };
  server.on('request', (request, response) => {
    const { method = '', url = '/', httpVersion, headers } = request;
    const place = placeOf(url);
    const exchange = begin(request, response, place?.route ?? null);
    const envelope = { method, url, route: place?.route ?? null, httpVersion, headers };
    const refused = refuseEnvelope(envelope, limits);
    const question = place === undefined ? undefined : questionAt(place.route, method);
    if (refused !== undefined) refuse(exchange, refused, closing.hasBegun());
    else if (place === undefined || question === undefined)
      throw new Error('invariant: a path that was refused');
    else void answer(exchange, { place, question }, deps, closing.hasBegun);
  });
  return {
    server,
    close: async () => {
      await closing.close();
      stopWatching();
    },
  };
}

/** Every bound set, and every answer of Node's own replaced. */
function boundServer({ log, limits }: ServiceDeps): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.requestMs,
    // One bound for headers and body together. It holds because `connectionsCheckingInterval` makes Node look.
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.checkMs,
    keepAliveTimeout: limits.idleMs,
    // Node's own answer has no body; the envelope's rule looks at it.
    requireHostHeader: false,
    // A request that announces no body, as most are, has ended when it begins: its stream is never set going.
    optimizeEmptyRequests: true,
  });
  server.setTimeout(limits.quietMs);
  server.maxConnections = limits.connections;
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const refusal = refusalOfConnection(error.code, limits);
    log.debug({ refusal: refusal.code }, 'connection refused');
    hangUp(socket, refusal);
  });
  server.on('checkExpectation', ({ socket }) => hangUp(socket, { code: 'EXPECTATION_UNKNOWN' }));
  return server;
}

interface Asked {
  readonly place: Place;
  readonly question: Question;
}

/** Never rejects: what breaks is logged, and told to the client as far as it can be. */
async function answer(
  exchange: Exchange,
  { place, question }: Asked,
  deps: ServiceDeps,
  isClosing: () => boolean,
): Promise<void> {
  const { request, response, trace } = exchange;
  const onBroken = (error: unknown): void => logBroken(error, trace, deps.log);
  try {
    if (question.kind === 'probe') {
      await serveProbe(exchange, question.probe, deps, isClosing);
      return;
    }
    const address = parseAddress(place, question.operation);
    const answered = address.ok
      ? await serveCall({ address: address.value, message: request, trace }, deps)
      : address;
    // It came too late, and its client has been told so.
    if (response.headersSent) return;
    if (answered.ok) send(exchange, answered.value, { last: isClosing(), onBroken });
    else refuse(exchange, answered.error, isClosing());
  } catch (error) {
    onBroken(error);
    if (response.headersSent) response.destroy();
    else refuse(exchange, refusalOfError(error), isClosing());
  }
}

const logBroken = (error: unknown, trace: Trace, log: Logger): void =>
  log.error({ ...trace, fault: faultOf(error) }, 'request failed');
