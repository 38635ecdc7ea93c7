import { err, ok, type Result } from '@connect-token/core';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from './http.ts';
import { causeOf, lateCause, tooLargeCause } from './http-cause.ts';
import { ANSWER_BYTES_MAX, CONNECT_WITHIN_MS } from './http-limits.ts';
import type { ClientTime } from './time.ts';

/**
 * The way out through a proxy, and past it to the hosts that `no_proxy` names, as undici reads both. `proxy` is an http:// or
 * https:// URL; what it says of a user goes to the proxy, and into no text. Plain http never goes there.
 */
export function createProxiedHttp(time: Pick<ClientTime, 'deadline'>, proxy: string): Http {
  // Whatever NODE_TLS_REJECT_UNAUTHORIZED says: what goes over these connections is worth a vault.
  const tls = { timeout: CONNECT_WITHIN_MS, rejectUnauthorized: true };
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: '',
    httpsProxy: proxy,
    allowH2: false,
    pipelining: 0,
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
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
