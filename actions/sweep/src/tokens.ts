import type { JobClient, StandingToken } from '@connect-token/broker-client';
import {
  concernsAbout,
  type Failure,
  type Instant,
  reachesBack,
  type TokenConcern,
} from '@connect-token/core';

/** A token that was made by hand, and what speaks against it. */
export interface Reported {
  readonly token: StandingToken;
  readonly concerns: readonly TokenConcern[];
}

export type TokenReport =
  | {
      readonly kind: 'told';
      readonly reported: readonly Reported[];
      readonly usesSince: Instant | null;
      /** Uses are forgotten too soon for any token of which none is known to be called unused. */
      readonly tooShort: boolean;
      readonly more: boolean;
    }
  /** Nobody asked. */
  | { readonly kind: 'off' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** For managers to read: nothing is ended by it. What it fails with doesn't undo the sweep. */
export async function reportTokens(
  client: JobClient,
  unusedDays: number | null,
  now: Instant,
): Promise<TokenReport> {
  if (unusedDays === null) return { kind: 'off' };
  const listed = await client.standingTokens();
  if (!listed.ok) return { kind: 'failed', failure: listed.error };
  const { rows, more, usesSince } = listed.value;
  const unused = usesSince === null ? null : { days: unusedDays, usesSince };
  const reported = rows
    .map((token) => ({ token, concerns: concernsAbout(token, unused, now) }))
    .filter(({ concerns }) => concerns.length > 0);
  const tooShort = unused !== null && !reachesBack(unused, now);
  return { kind: 'told', reported, usesSince, tooShort, more };
}
