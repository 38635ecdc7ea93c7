import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HttpMishap, misbehave } from './http-mishap.ts';

export interface IdTokenEndpoint {
  /** What a job with `permissions: id-token: write` has in its environment. */
  readonly env: Readonly<Record<'ACTIONS_ID_TOKEN_REQUEST_URL' | 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', string>>;
  /** The audience of each request, in the order of arrival; `null` where it named none. */
  readonly audiences: readonly (string | null)[];
  /** Every ID token that was given out. */
  readonly issued: readonly string[];
  close(): Promise<void>;
}

export interface IdTokenEndpointOptions {
  /** The ID token of this job for an audience. */
  readonly sign: (audience: string) => Promise<string>;
  /** What happens at the nth request, counted from 1; `null`: it is answered. */
  readonly mishap?: (request: number) => HttpMishap | null;
}

/** GitHub's ID-token endpoint on loopback: `GET …?api-version=2.0&audience=…` with the job's bearer. */
export async function startIdTokenEndpoint(options: IdTokenEndpointOptions): Promise<IdTokenEndpoint> {
  const bearer = randomUUID();
  const audiences: (string | null)[] = [];
  const issued: string[] = [];
  const mishap = options.mishap ?? (() => null);

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const audience = url.searchParams.get('audience');
    audiences.push(audience);
    const trouble = mishap(audiences.length);
    if (trouble !== null) return misbehave(trouble, response);
    const refused = refuse(request, url, bearer);
    if (refused !== null) return json(response, refused, {});
    options.sign(audience ?? 'https://github.com/acme').then(
      (value) => {
        issued.push(value);
        json(response, 200, { count: value.length, value });
      },
      () => json(response, 500, {}),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    audiences,
    issued,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** GitHub's own refusals: the status, or `null`. */
function refuse(request: IncomingMessage, url: URL, bearer: string): number | null {
  if (request.headers.authorization !== `Bearer ${bearer}`) return 401;
  if (request.method !== 'GET') return 405;
  return url.pathname === '/idtoken' && url.searchParams.get('api-version') === '2.0' ? null : 404;
}

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
};
