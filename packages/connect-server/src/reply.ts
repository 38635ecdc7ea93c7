import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './answer.ts';
import { formatDisposition } from './disposition.ts';
import { announcesBody } from './envelope.ts';
import type { Exchange } from './exchange.ts';
import { ANSWER_HEADERS } from './headers.ts';
import { formatRefusal, type Refusal } from './refusal.ts';

export const JSON_TYPE = 'application/json; charset=utf-8';

const JSON_HEADERS = ['content-type', JSON_TYPE] as const;

/** Names and values in turn, as Node writes them without looking at each. */
const COMMON: readonly string[] = Object.entries(ANSWER_HEADERS).flat();

export interface Reply {
  readonly status: number;
  /** Besides those of every answer: names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array | null;
  /** Whether the connection ends with it. */
  readonly last: boolean;
}

/** An answer that is there as a whole. To HEAD, Node leaves its body out. */
export function write({ response }: Exchange, { status, headers, body, last }: Reply): void {
  const length = body === null ? [] : ['content-length', String(Buffer.byteLength(body))];
  response.writeHead(status, [...COMMON, ...headers, ...length, ...(last ? CLOSE : [])]);
  response.end(body ?? undefined);
}

const CLOSE = ['connection', 'close'] as const;

export interface Sending {
  readonly last: boolean;
  /** Once pieces are on their way, a reader learns that one is missing by the cut alone. */
  readonly onBroken: (error: unknown) => void;
}

/** Answers with what a call was given. */
export function send(exchange: Exchange, answer: Answer, { last, onBroken }: Sending): void {
  switch (answer.kind) {
    case 'json': {
      const { body, contentRange } = answer;
      const headers =
        contentRange === undefined ? JSON_HEADERS : [...JSON_HEADERS, 'content-range', contentRange];
      write(exchange, { status: 200, headers, body: JSON.stringify(body), last });
      return;
    }
    case 'pieces': {
      const { response } = exchange;
      const pieces = Readable.from(answer.texts, { objectMode: false }).once('error', onBroken);
      response.writeHead(200, [...COMMON, ...JSON_HEADERS, ...(last ? CLOSE : [])]);
      // Of a client that went away the line of the call tells.
      void pipeline(pieces, response).catch(() => {});
      return;
    }
    case 'file': {
      const disposition = formatDisposition(answer.name);
      const headers = ['content-type', 'application/octet-stream', 'content-disposition', disposition];
      write(exchange, { status: 200, headers, body: answer.content.reveal(), last });
      return;
    }
    case 'nothing':
      write(exchange, { status: 204, headers: [], body: null, last });
  }
}

/** Answers with a refusal. The one way out for everything that isn't a success, so that no other body is ever sent. */
export function refuse(exchange: Exchange, refusal: Refusal, last: boolean): void {
  const { request } = exchange;
  const body = formatRefusal(refusal);
  const headers = [
    ...JSON_HEADERS,
    // RFC 9110 §15.5.2 and §15.5.6.
    ...(body.status === 401 ? ['www-authenticate', 'Bearer'] : []),
    ...(refusal.code === 'METHOD_NOT_ALLOWED' ? ['allow', refusal.allowed.join(', ')] : []),
  ];
  // A body that nobody reads would be taken for the next request.
  const unread = announcesBody(request.headers) && !request.complete;
  write(exchange, { status: body.status, headers, body: JSON.stringify(body), last: last || unread });
}
