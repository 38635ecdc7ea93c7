import type { Failure, IdGenerator, NonEmpty } from '@connect-token/core';
import type { Logger } from 'pino';
import { printable, printableText } from './printable.ts';
import { type Answer, refusal } from './sts/answer.ts';

/** The answer to a request that is refused before, or outside of, a mint; one line of the log has the same event id. */
export type RefusalLog = (failures: NonEmpty<Failure>, eventId?: string) => Answer;

/** `count` is told of each as well. */
export const createRefusalLog =
  (log: Logger, ids: IdGenerator, count: (failures: NonEmpty<Failure>) => void = () => {}): RefusalLog =>
  (failures, eventId = ids.ulid()) => {
    count(failures);
    const answer = refusal(failures, eventId);
    const level = answer.status >= 500 ? 'warn' : 'info';
    log[level]({ event: eventId, kind: 'request.refused', failures: printable(failures) }, 'request.refused');
    return answer;
  };

const STACK_MAX = 4_096;

/** The answer to a broken invariant of ours: the caller gets an event id, and only the log says what broke. */
export const refuseInternal = (log: Logger, ids: IdGenerator, cause: unknown): Answer =>
  refusal([{ code: 'INTERNAL' }], logInternal(log, ids, cause));

/** Answers the id of the event. */
export function logInternal(log: Logger, ids: IdGenerator, cause: unknown): string {
  const eventId = ids.ulid();
  const stack = cause instanceof Error ? (cause.stack ?? cause.message) : 'thrown without an error';
  const lines = stack.split('\n').map((line) => printableText(line, STACK_MAX));
  log.error({ event: eventId, kind: 'internal', stack: lines.slice(0, 30) }, 'a broken invariant');
  return eventId;
}
