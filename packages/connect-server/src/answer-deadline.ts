import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Limits } from './limits.ts';

/**
 * Tells of each call whose answer hasn't begun in time, by so much late as lies between two looks. One timer for all of them: the
 * framework's own, with a timer and a signal for each call, takes a fifth of the time in which an item is read.
 */
export function watchAnswers(
  app: FastifyInstance,
  { answerMs, checkMs }: Pick<Limits, 'answerMs' | 'checkMs'>,
  onLate: (reply: FastifyReply) => void,
): void {
  // In the order in which they began.
  const waiting = new Map<FastifyReply, number>();
  app.addHook('onRequest', (_request, reply, done) => {
    waiting.set(reply, performance.now());
    reply.raw.once('close', () => waiting.delete(reply));
    done();
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    waiting.delete(reply);
    done();
  });
  const look = setInterval(() => {
    const due = performance.now() - answerMs;
    for (const [reply, since] of waiting) {
      if (since > due) return;
      waiting.delete(reply);
      onLate(reply);
    }
  }, checkMs);
  app.addHook('onClose', async () => clearInterval(look));
}
