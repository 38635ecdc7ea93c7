import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with one request. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset when the whole request is there. */
  | { readonly kind: 'reset' }
  /** The head and this much of the body, of which more was promised. */
  | { readonly kind: 'cut'; readonly body: string }
  /** No answer; `arrived` is called when the whole request is there. */
  | { readonly kind: 'hang'; readonly arrived: () => void; readonly head?: true };

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

export interface ScriptedServer {
  readonly origin: string;
  readonly received: readonly Received[];
  close(): Promise<void>;
}

/** Gives one reply a request, in order, and 500 to what nobody expected. */
export async function startScriptedServer(replies: readonly Reply[]): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const path = request.url ?? '';
      const reply = replies[received.length] ?? answer(500, 'nobody expected this request');
      received.push({ path, headers: request.headers, form: new URLSearchParams(body) });
      perform(reply, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An origin on which nobody listens, nor will: not a port that was free a moment ago, but one that only an administrator could take (`tcpmux`). */
export const deadOrigin = (): string => 'http://127.0.0.1:1';

export const answer = (
  status: number,
  body: string | object,
  headers: Record<string, string> = {},
): Reply => ({
  kind: 'answer',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers,
});

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

function perform(reply: Reply, response: ServerResponse): void {
  switch (reply.kind) {
    case 'answer':
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'cut':
      response.writeHead(200, { 'content-length': String(reply.body.length + 100) });
      response.write(reply.body, () => response.socket?.destroy());
      return;
    case 'hang':
      if (reply.head === true) response.writeHead(200).write('{"acc', reply.arrived);
      else reply.arrived();
      return;
  }
}
