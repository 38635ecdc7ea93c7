import type { ServerResponse } from 'node:http';

/** What a server may do instead of the right answer. */
export type HttpMishap =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset before a byte of the answer. */
  | { readonly kind: 'reset' }
  /** The connection ends in the middle of the body. */
  | { readonly kind: 'cut'; readonly body: string }
  /** No answer, ever; the connection stays. */
  | { readonly kind: 'hang' };

/** An answer of one's own, as text or as JSON. */
export const answerWith = (
  status: number,
  body: object | string = '',
  headers: Readonly<Record<string, string>> = {},
): HttpMishap => ({
  kind: 'answer',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers,
});

/** What a captive portal, or a URL that leads elsewhere, answers. */
export const pageOfHtml: HttpMishap = answerWith(200, '<html><body>sign in</body></html>', {
  'content-type': 'text/html',
});

export function misbehave(mishap: HttpMishap, response: ServerResponse): void {
  switch (mishap.kind) {
    case 'answer':
      response.writeHead(mishap.status, mishap.headers ?? {}).end(mishap.body);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'cut':
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(mishap.body) + 100),
      });
      response.write(mishap.body, () => response.socket?.destroy());
      return;
    case 'hang':
      return;
  }
}
