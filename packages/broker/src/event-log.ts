import type { DomainEvent, EventSink, Failure } from '@connect-token/core';
import { isStsFailure, STS_ERRORS } from '@connect-token/protocol';
import type { Level, Logger } from 'pino';
import { printable } from './printable.ts';

/**
 * One line for each event, findable by the id that its caller was given. A denial says of each rule which condition failed
 * and what was seen. Events hold no token, no ID token and no handle.
 */
export const createEventLog = (log: Logger): EventSink => ({
  emit: (event) => log[levelOf(event)](lineOf(event), messageOf(event)),
});

function levelOf(event: DomainEvent): Level {
  switch (event.kind) {
    case 'mint.refused':
    case 'plan.refused':
    case 'job.refused':
      return replayed(event.failures) !== undefined || event.failures.some(isOurs) ? 'warn' : 'info';
    case 'sweep.failed':
    case 'lease.stuck':
    case 'orphans.many':
      return 'error';
    case 'orphan.adopted':
    case 'poll.failed':
      return 'warn';
    case 'poll.done':
      return 'debug';
    case 'mint.granted':
    case 'plan.answered':
    case 'job.answered':
    case 'lease.ending':
    case 'lease.revoked':
    case 'handle.buried':
    case 'sweep.done':
      return 'info';
  }
}

/** Whether an operator can do something about it: the caller did nothing wrong. */
const isOurs = (failure: Failure): boolean =>
  !isStsFailure(failure) || STS_ERRORS[failure.code].status >= 500;

const replayed = (failures: readonly Failure[]) =>
  failures.find((failure) => failure.code === 'ID_TOKEN_REPLAYED');

function lineOf(event: DomainEvent): object {
  const { id, at, ...rest } = event;
  const line = { event: id, at: new Date(at).toISOString(), ...(printable(rest) as object) };
  const replay = replayIn(event);
  // The one whose token this is came second: whoever came first got the lease that is named here, or is told of by that event (T20).
  return replay === undefined ? line : { ...line, alarm: replay.code, firstLease: replay.leaseId };
}

const replayIn = (event: DomainEvent) =>
  event.kind === 'mint.refused' || event.kind === 'plan.refused' || event.kind === 'job.refused'
    ? replayed(event.failures)
    : undefined;

const messageOf = (event: DomainEvent): string =>
  replayIn(event) !== undefined
    ? 'an ID token was used a second time: look at what the first use got'
    : event.kind;
