import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on a free port of 127.0.0.1, whose answers a test may change at any time. */
export interface Web {
  readonly url: string;
  /** The paths that were asked for. */
  readonly requests: string[];
  answer: RequestListener;
  stop(): Promise<void>;
}

export async function startWeb(answer: RequestListener): Promise<Web> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(String(request.url));
    web.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const web: Web = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return web;
}
