import { type CallFailure, err, type Failure, ok, type Result } from '@connect-token/core';
import { StoreUnavailable } from '@connect-token/storage';

/** What the store answers, as the ports have it. One that is away has changed nothing, unless it was lost while it committed. */
export async function answered<T>(work: Promise<T>): Promise<Result<T, CallFailure>> {
  try {
    return ok(await work);
  } catch (error) {
    if (error instanceof StoreUnavailable) return err({ effect: error.effect, failure: error.failure });
    throw error;
  }
}

export const refused = (failure: Failure): Result<never, CallFailure> => err({ effect: 'none', failure });
