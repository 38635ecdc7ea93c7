import {
  type CallFailure,
  err,
  type Failure,
  type FailureOf,
  formatDuration,
  type Result,
} from '@connect-token/core';
import { within } from './deadline.ts';
import type { Watched } from './watched.ts';

/**
 * A call to the control plane that always answers, in time: a rejection or a late answer is a failure whose effect is unknown.
 * `late` is told of an answer that comes after the deadline, so that what it made can be undone.
 */
export async function call<T>(
  { timer, timings, circuit }: Pick<Watched, 'timer' | 'timings' | 'circuit'>,
  work: Promise<Result<T, CallFailure>>,
  late: (result: Result<T, CallFailure>) => void = () => {},
): Promise<Result<T, CallFailure>> {
  const answer = await timed();
  circuit.report(answer.ok || !isAway(answer.error.failure));
  return answer;

  async function timed(): Promise<Result<T, CallFailure>> {
    try {
      const outcome = await within(timer, timings.callWithin, work);
      if (outcome.kind === 'done') return outcome.value;
      outcome.rest.then(late, () => {});
      return away(`no answer in ${formatDuration(timings.callWithin)}`);
    } catch (cause) {
      return away(reasonOf(cause));
    }
  }
}

/** Nobody waits for the deadlines of a control plane that is known to be away (F19). Asked before what is decided by several calls. */
export const refuseAway = ({ circuit }: Pick<Watched, 'circuit'>): Failure | undefined =>
  circuit.admits()
    ? undefined
    : { code: 'CONTROL_PLANE_UNAVAILABLE', cause: 'its last calls were not answered' };

/** A refusal is an answer; of the embedded account, its store is the control plane. */
const isAway = ({ code }: Failure): boolean =>
  code === 'CONTROL_PLANE_UNAVAILABLE' || code === 'STORE_UNAVAILABLE';

const away = (cause: string) =>
  err({ effect: 'unknown', failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause } } as const);

export const storeAway = (cause: unknown): FailureOf<'STORE_UNAVAILABLE'> => ({
  code: 'STORE_UNAVAILABLE',
  cause: reasonOf(cause),
});

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : 'it failed without a reason';
