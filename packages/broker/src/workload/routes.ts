import { RUN_END_PATH, SWEEP_END_PATH, SWEEP_LEASES_PATH, SWEEP_TOKENS_PATH } from '@connect-token/protocol';
import type { FastifyInstance } from 'fastify';
import { bodyOf, guard } from '../http/guard.ts';
import { send } from '../http/reply.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { Answer } from '../sts/answer.ts';
import { endLeases, endRun, listLeases, listTokens, type Questions } from './questions.ts';

export interface WorkloadRoutes extends Questions {
  /** Requests by address. */
  readonly rate: RateLimit;
  readonly track: (answer: Promise<Answer>) => Promise<Answer>;
}

const QUESTIONS = {
  [RUN_END_PATH]: endRun,
  [SWEEP_LEASES_PATH]: listLeases,
  [SWEEP_END_PATH]: endLeases,
  [SWEEP_TOKENS_PATH]: listTokens,
} as const;

/** All of them POST, those that change nothing too: each uses an ID token up, so that nothing in between may repeat one. */
export function addWorkloadRoutes(app: FastifyInstance, { rate, track, ...around }: WorkloadRoutes): void {
  const onRequest = guard(rate, around.refuse);
  for (const [path, question] of Object.entries(QUESTIONS)) {
    app.post(path, { onRequest }, async (request, reply) => {
      const { authorization } = request.headers;
      return send(reply, await track(question(around, { authorization, body: bodyOf(request) })));
    });
  }
}
