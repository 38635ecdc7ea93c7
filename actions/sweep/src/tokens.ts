import type { JobClient, StandingToken } from '@connect-token/broker-client';
import { concernsAbout, type Failure, type Instant, type TokenConcern } from '@connect-token/core';

/** A token that was made by hand, and what speaks against it. */
export interface Reported {
  readonly token: StandingToken;
  readonly concerns: readonly TokenConcern[];
}

export type TokenReport =
  | {
      readonly kind: 'told';
      readonly reported: readonly Reported[];
      readonly usesKnown: boolean;
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
  const { rows, more } = listed.value;
  const usesKnown = rows.every(({ lastUsedAt }) => lastUsedAt !== undefined);
  const reported = rows
    .map((token) => ({ token, concerns: concernsOf(token, unusedDays, now) }))
    .filter(({ concerns }) => concerns.length > 0);
  return { kind: 'told', reported, usesKnown, more };
}

const concernsOf = (token: StandingToken, days: number, now: Instant): readonly TokenConcern[] =>
  token.lastUsedAt === undefined
    ? concernsAbout({ ...token, lastUsedAt: null }, null, now)
    : concernsAbout({ ...token, lastUsedAt: token.lastUsedAt }, days, now);
