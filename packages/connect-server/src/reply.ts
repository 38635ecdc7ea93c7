import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Answer } from './answer.ts';
import { formatDisposition } from './disposition.ts';
import { announcesBody } from './envelope.ts';
import { ANSWER_HEADERS } from './headers.ts';
import { formatRefusal, type Refusal } from './refusal.ts';

/** Answers with what a call was given. `onBroken`: once pieces are on their way, a reader learns that one is missing by the cut alone. */
export function send(reply: FastifyReply, answer: Answer, onBroken: (error: Error) => void): FastifyReply {
  switch (answer.kind) {
    case 'json':
      if (answer.contentRange !== undefined) reply.header('content-range', answer.contentRange);
      return reply.send(answer.body);
    case 'pieces':
      reply.type('application/json; charset=utf-8');
      return reply.send(Readable.from(answer.texts, { objectMode: false }).once('error', onBroken));
    case 'file':
      reply.type('application/octet-stream').header('content-disposition', formatDisposition(answer.name));
      return reply.send(Buffer.from(answer.content.reveal()));
    case 'nothing':
      return reply.code(204).send();
  }
}

/** Answers with a refusal. The one way out for everything that isn't a success, so that no other body is ever sent. */
export function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const body = formatRefusal(refusal);
  reply.headers(ANSWER_HEADERS).code(body.status);
  // RFC 9110 §15.5.2 and §15.5.6.
  if (body.status === 401) reply.header('www-authenticate', 'Bearer');
  if (refusal.code === 'METHOD_NOT_ALLOWED') reply.header('allow', refusal.allowed.join(', '));
  // A body that nobody reads would be taken for the next request.
  const { raw } = reply.request;
  if (announcesBody(raw.headers) && !raw.complete) reply.header('connection', 'close');
  return reply.send(body);
}
