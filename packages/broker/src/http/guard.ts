import type { Failure } from '@connect-token/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RateLimit } from '../rate-limit.ts';
import type { RefusalLog } from '../refusal-log.ts';
import { callerOf } from './address.ts';
import { send } from './reply.ts';

/**
 * What is refused by its address or its headers is refused before its body is read, and long before anything of it is verified. A
 * request that is one too many hears nothing else.
 */
export const guard =
  (
    rate: RateLimit,
    refuse: RefusalLog,
    refuseHeaders: (headers: FastifyRequest['headers']) => Failure | undefined = () => undefined,
  ) =>
  (request: FastifyRequest, reply: FastifyReply, next: () => void): void => {
    const refused = rate.take(callerOf(request.ip)) ?? refuseHeaders(request.headers);
    if (refused === undefined) next();
    else send(reply, refuse([refused]));
  };

/** No body at all is an empty form: its mistakes are the missing parameters. */
export const bodyOf = (request: FastifyRequest): string =>
  typeof request.body === 'string' ? request.body : '';
