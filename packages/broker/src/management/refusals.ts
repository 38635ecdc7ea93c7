import type { CallFailure, Failure, IdGenerator, NonEmpty } from '@connect-token/core';
import { isNonEmpty } from '@connect-token/core';
import {
  formatProblem,
  isManagementFailure,
  type ManagementFailure,
  PROBLEM_TYPE,
} from '@connect-token/protocol/management';
import type { Logger } from 'pino';
import { printable } from '../printable.ts';
import { logInternal } from '../refusal-log.ts';
import type { Answer } from '../sts/answer.ts';
import type { Caller } from './caller.ts';

/** How the management API says no: a problem, and one line of the log with the same event id. */
export interface Refusals {
  refuse(failures: NonEmpty<Failure>, about?: About): Answer;
  refuseInternal(cause: unknown): Answer;
}

interface About {
  /** `none` where it isn't given: nothing was begun. */
  readonly effect?: CallFailure['effect'];
  readonly operation?: string;
  readonly caller?: Caller;
}

export const createRefusals = (log: Logger, ids: IdGenerator): Refusals => ({
  refuse: (failures, { effect = 'none', operation, caller } = {}) => {
    const event = ids.ulid();
    const answer = answerOf(failures, effect, event);
    const line = {
      event,
      kind: 'request.refused',
      operation,
      credential: caller?.credentialId,
      actor: caller?.actor,
      failures: printable(failures),
      effect,
    };
    log[answer.status >= 500 ? 'warn' : 'info'](line, 'request.refused');
    return answer;
  },
  // Thrown in the middle of something: nobody knows what was done.
  refuseInternal: (cause) => answerOf([{ code: 'INTERNAL' }], 'unknown', logInternal(log, ids, cause)),
});

/** A failure that has no place on this wire is a fault of ours, and is told as one. */
function answerOf(failures: NonEmpty<Failure>, effect: CallFailure['effect'], eventId: string): Answer {
  const known = failures.filter(isManagementFailure);
  const told: NonEmpty<ManagementFailure> = isNonEmpty(known) ? known : [{ code: 'INTERNAL' }];
  const refusal = formatProblem(told, effect, eventId);
  const challenge = challengeOf(told[0]);
  return {
    ...refusal,
    headers: {
      'content-type': PROBLEM_TYPE,
      ...(challenge === null ? {} : { 'www-authenticate': `Bearer realm="connect-token"${challenge}` }),
    },
  };
}

/** Source: RFC 6750 §3; without an error code where no credential was sent (RFC 6750 §3.1). */
function challengeOf(failure: ManagementFailure): string | null {
  if (failure.code === 'CREDENTIAL_RIGHT_MISSING')
    return `, error="insufficient_scope", scope="${failure.right}"`;
  if (failure.code === 'CREDENTIAL_EXPIRED') return ', error="invalid_token"';
  if (failure.code !== 'CREDENTIAL_INVALID') return null;
  return failure.problem === 'is missing' ? '' : ', error="invalid_token"';
}
