import type { ClientRequest, IncomingMessage } from 'node:http';
import { err, ok, type Result } from '@connect-token/core';
import { openConnection, type Peer } from './connection.ts';
import { causeOf, lateCause, tooLargeCause } from './http-cause.ts';
import { ANSWER_BYTES_MAX } from './http-limits.ts';
import { proxyOf } from './proxy.ts';
import type { ClientTime } from './time.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the first look-up of the name to the last byte of the answer. */
  readonly withinMs: number;
  /** `ANSWER_BYTES_MAX` where it isn't given. */
  readonly answerBytesMax?: number;
}

export interface HttpAnswer {
  /** 200 to 599. A redirect is an answer like others: none is followed (T37). */
  readonly status: number;
  header(name: string): string | null;
  readonly body: string;
}

export interface HttpFailure {
  /** `false`: provably not a byte of the request left, so it may be sent again as it was. */
  readonly sent: boolean;
  readonly cause: string;
}

export interface Http {
  send(request: HttpRequest): Promise<Result<HttpAnswer, HttpFailure>>;
  close(): Promise<void>;
}

/**
 * The one way out: a deadline and a size on every answer, no redirect, one request a connection, and a failure that says
 * whether anything was sent. `https_proxy` and `no_proxy` are honoured; plain http is for loopback and never goes to a proxy.
 * Jobs and commands are over in a moment, so it is made of what Node itself has loaded; only who has a proxy loads a client for it.
 */
export function createHttp(time: Pick<ClientTime, 'deadline'>): Http {
  const proxy = proxyOf(process.env);
  let proxied: Promise<Http> | undefined;
  const viaProxy = (url: string): Promise<Http> => {
    proxied ??= import('./proxied-http.ts').then(({ createProxiedHttp }) => createProxiedHttp(time, url));
    return proxied;
  };
  return {
    send: async (request) => {
      const url = new URL(request.url);
      if (url.protocol !== 'https:' || proxy.kind === 'none')
        return send({ url }, url, request, time.deadline(request.withinMs));
      if (proxy.kind === 'unusable') return err({ sent: false, cause: proxy.cause });
      return (await viaProxy(proxy.url)).send(request);
    },
    close: async () => (await proxied)?.close(),
  };
}

/** The same over a Unix socket, whatever host a URL names: nothing leaves this machine. */
export const createSocketHttp = (socketPath: string, time: Pick<ClientTime, 'deadline'>): Http => ({
  send: (request) => send({ socketPath }, new URL(request.url), request, time.deadline(request.withinMs)),
  close: async () => {},
});

type Sent = Result<HttpAnswer, HttpFailure>;

/** One request, on a connection of its own. Until that is there, the request provably wasn't sent. */
async function send(peer: Peer, url: URL, request: HttpRequest, deadline: AbortSignal): Promise<Sent> {
  const late = lateCause(request.withinMs);
  const connection = await openConnection(peer, deadline, late);
  if (!connection.ok) return err({ sent: false, cause: connection.error });
  const socket = connection.value;
  // Not by `import`: that reads every member of the module, and one of them loads a WebSocket client.
  const http = process.getBuiltinModule('node:http');
  const { method, headers, body, answerBytesMax = ANSWER_BYTES_MAX } = request;
  return new Promise((resolve) => {
    const sending = http.request({
      createConnection: () => socket,
      method,
      path: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, ...lengthOf(body) },
    });
    const settle = (result: Sent): void => {
      deadline.removeEventListener('abort', giveUp);
      resolve(result);
      sending.destroy();
    };
    const fail = (cause: string): void => settle(err({ sent: true, cause }));
    const giveUp = (): void => fail(late);
    deadline.addEventListener('abort', giveUp, { once: true });
    readAnswer(sending, answerBytesMax, settle, fail);
    sending.end(body);
  });
}

/** Without a length, Node would send a body in chunks. */
const lengthOf = (body: string | undefined): Readonly<Record<string, string>> =>
  body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };

function readAnswer(
  sending: ClientRequest,
  bytesMax: number,
  settle: (answer: Sent) => void,
  fail: (cause: string) => void,
): void {
  sending.on('error', (error) => fail(causeOf(error)));
  // Also where the other side wants another protocol, which is no error to Node. Who has settled hears nothing of it.
  sending.on('close', () => fail('the connection was cut'));
  sending.on('response', (response: IncomingMessage) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('error', (error) => fail(causeOf(error)));
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) fail(tooLargeCause(bytesMax));
      else chunks.push(chunk);
    });
    response.on('end', () => settle(ok(answerOf(response, chunks))));
  });
}

const answerOf = ({ statusCode = 0, headers }: IncomingMessage, chunks: readonly Buffer[]): HttpAnswer => ({
  status: statusCode,
  header: (name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  },
  body: Buffer.concat(chunks).toString('utf8'),
});
