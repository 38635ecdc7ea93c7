import type { ActivityEntry } from './activity.ts';
import type { LeaseChoice } from './lease-choice.ts';
import type { Instant } from './time.ts';

/** What one call of the Connect API did with a token, and whose lease the token was. */
export interface TokenUse extends ActivityEntry {
  /** Text that sorts by time. */
  readonly id: string;
  /** `null` for a standing token. A run and a repository are the issuer's ids. */
  readonly lease: {
    readonly leaseId: string;
    readonly repositoryId: string | null;
    readonly runId: string | null;
  } | null;
}

/** Whose uses are asked for. */
export type UsageChoice =
  | Exclude<LeaseChoice, { readonly by: 'all' }>
  | { readonly by: 'token'; readonly tokenId: string };

/** Newest first. */
export interface UsagePage {
  readonly choice: UsageChoice;
  /** At most 1,000. */
  readonly limit: number;
  /** Only uses before the one of this id. */
  readonly before: string | null;
  /** `null`: as far back as activity is kept. */
  readonly since: Instant | null;
}
