import { err, type Failure, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { Session } from './command.ts';

/**
 * Whether somebody wants what can't be taken back. `--yes` answers beforehand; without it and without a terminal it fails with
 * `CONFIRMATION_NEEDED`. What isn't a clear yes is a no.
 */
export async function confirm(
  { io, yes }: Pick<Session, 'io' | 'yes'>,
  action: string,
): Promise<Result<boolean, NonEmpty<Failure>>> {
  if (yes) return ok(true);
  if (!io.interactive) return err([{ code: 'CONFIRMATION_NEEDED', action }]);
  const answer = await io.ask(`${action.charAt(0).toUpperCase()}${action.slice(1)}? [y/N] `);
  return ok(answer !== undefined && /^y(es)?$/i.test(answer));
}
