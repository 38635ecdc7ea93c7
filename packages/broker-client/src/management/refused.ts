import { type FailureOf, plain } from '@connect-token/core';
import type { Problem } from '@connect-token/protocol/management-client';

/** A broker names each mistake of a request; more than these say nothing more. */
const MESSAGES_MAX = 20;

const CODE = /^[A-Z][A-Z0-9_]{0,63}$/;
const EVENT_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A problem of a code that this version doesn't know: a later broker's. Its words end up in a terminal (T33). */
export const plainMessages = (problem: Problem, url: string): FailureOf<'BROKER_REFUSED'> => ({
  code: 'BROKER_REFUSED',
  url,
  status: problem.status,
  refusal: CODE.test(problem.code) ? problem.code : 'unknown error',
  messages: (problem.errors.length === 0 ? [problem.detail] : problem.errors.map(({ message }) => message))
    .slice(0, MESSAGES_MAX)
    .map(plain),
  eventId: EVENT_ID.test(problem.event_id) ? problem.event_id : null,
});
