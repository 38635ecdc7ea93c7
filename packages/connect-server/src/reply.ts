import type { FastifyReply } from 'fastify';
import { announcesBody } from './envelope.ts';
import { ANSWER_HEADERS } from './headers.ts';
import { formatRefusal, type Refusal } from './refusal.ts';

/** Answers with a refusal. The one way out for everything that isn't a success, so that no other body is ever sent. */
export function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const body = formatRefusal(refusal);
  reply.headers(ANSWER_HEADERS).code(body.status);
  // RFC 9110 §15.5.2 and §15.5.6.
  if (body.status === 401) reply.header('www-authenticate', 'Bearer');
  if (body.status === 405) reply.header('allow', 'GET, HEAD');
  // A body that nobody reads would be taken for the next request.
  if (announcesBody(reply.request.raw.headers)) reply.header('connection', 'close');
  return reply.send(body);
}
