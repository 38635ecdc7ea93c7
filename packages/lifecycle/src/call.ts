import { type CallFailure, err, type FailureOf, formatDuration, type Result } from '@connect-token/core';
import { within } from './deadline.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A call to the control plane that always answers, in time: a rejection or a late answer is a failure whose effect is unknown.
 * `late` is told of an answer that comes after the deadline, so that what it made can be undone.
 */
export async function call<T>(
  { timer, timings }: Pick<Surroundings, 'timer' | 'timings'>,
  work: Promise<Result<T, CallFailure>>,
  late: (result: Result<T, CallFailure>) => void = () => {},
): Promise<Result<T, CallFailure>> {
  try {
    const timed = await within(timer, timings.callWithin, work);
    if (timed.kind === 'done') return timed.value;
    timed.rest.then(late, () => {});
    return away(`no answer in ${formatDuration(timings.callWithin)}`);
  } catch (cause) {
    return away(reasonOf(cause));
  }
}

const away = (cause: string) =>
  err({ effect: 'unknown', failure: { code: 'CONTROL_PLANE_UNAVAILABLE', cause } } as const);

export const storeAway = (cause: unknown): FailureOf<'STORE_UNAVAILABLE'> => ({
  code: 'STORE_UNAVAILABLE',
  cause: reasonOf(cause),
});

const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : 'it failed without a reason';
