import { err, ok, type Result } from '@connect-token/core';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { causeOf, lateCause, tooLargeCause } from './http-cause.ts';
import { ANSWER_BYTES_MAX, CONNECT_WITHIN_MS } from './http-limits.ts';
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
 */
export function createHttp(time: Pick<ClientTime, 'deadline'>): Http {
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: '',
    httpsProxy: proxyOf(process.env),
    allowH2: false,
    pipelining: 0,
    connect: { timeout: CONNECT_WITHIN_MS },
  });
  return {
    send: (request) => send(dispatcher, request, time.deadline(request.withinMs)),
    close: () => dispatcher.destroy(),
  };
}

function send(
  dispatcher: Dispatcher,
  request: HttpRequest,
  deadline: AbortSignal,
): Promise<Result<HttpAnswer, HttpFailure>> {
  const { origin, pathname, search } = new URL(request.url);
  const bytesMax = request.answerBytesMax ?? ANSWER_BYTES_MAX;
  return new Promise((resolve) => {
    let sent = false;
    let abort: (() => void) | undefined;
    const fail = (cause: string): void => {
      resolve(err({ sent, cause }));
      abort?.();
    };
    const late = (): void => fail(lateCause(request.withinMs));
    deadline.addEventListener('abort', late, { once: true });

    const answer = { status: 0, headers: {} as Readonly<Record<string, unknown>>, chunks: [] as Buffer[] };
    let bytes = 0;
    dispatcher.dispatch(
      {
        origin,
        path: `${pathname}${search}`,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
      },
      {
        // Called with a connection at hand, before the first byte: until then the request provably wasn't sent.
        onRequestStart(controller) {
          abort = () => controller.abort(new Error('given up'));
          if (deadline.aborted) abort();
          else sent = true;
        },
        onResponseStart(_controller, status, headers) {
          answer.status = status;
          answer.headers = headers;
        },
        onResponseData(_controller, chunk) {
          bytes += chunk.length;
          if (bytes > bytesMax) fail(tooLargeCause(bytesMax));
          else answer.chunks.push(chunk);
        },
        onResponseEnd() {
          deadline.removeEventListener('abort', late);
          resolve(ok(toAnswer(answer.status, answer.headers, answer.chunks)));
        },
        onResponseError(_controller, error) {
          deadline.removeEventListener('abort', late);
          fail(causeOf(error));
        },
      },
    );
  });
}

const toAnswer = (
  status: number,
  headers: Readonly<Record<string, unknown>>,
  chunks: readonly Buffer[],
): HttpAnswer => ({
  status,
  header: (name) => {
    const value = headers[name];
    return typeof value === 'string' ? value : null;
  },
  body: Buffer.concat(chunks).toString('utf8'),
});
