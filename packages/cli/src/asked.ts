import { type CallFailure, err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';

/** What an account answered, as a command reports it: an outcome that nobody knows is said to be unknown. */
export async function asked<T>(
  answer: Promise<Result<T, CallFailure>>,
): Promise<Result<T, NonEmpty<Failure>>> {
  const answered = await answer;
  if (answered.ok) return ok(answered.value);
  const { effect, failure } = answered.error;
  return err(effect === 'none' ? [failure] : [failure, { code: 'EFFECT_UNKNOWN' }]);
}
