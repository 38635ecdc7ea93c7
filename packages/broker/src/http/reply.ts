import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Answer } from '../sts/answer.ts';

const HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  pragma: 'no-cache',
} as const;

/** Source: RFC 6749 §5.1 and §5.2 for the headers. `WWW-Authenticate` never of the STS: it would hide the body from clients. */
export function send(reply: FastifyReply, { status, retryAfter, body, headers }: Answer): FastifyReply {
  if (retryAfter !== null) reply.header('retry-after', String(retryAfter));
  return reply
    .code(status)
    .headers({ ...HEADERS, ...headers })
    .send(JSON.stringify(body));
}

/** The same for a connection whose request never became one. */
export function formatRaw({ status, retryAfter, body, headers: own }: Answer): string {
  const text = JSON.stringify(body);
  const headers = {
    ...HEADERS,
    ...own,
    ...(retryAfter === null ? {} : { 'retry-after': String(retryAfter) }),
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n${text}`;
}
