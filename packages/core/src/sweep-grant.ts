/** To list open leases, and to end them by id. */
export const LEASE_RIGHTS = ['read', 'end'] as const;

export type LeaseRight = (typeof LEASE_RIGHTS)[number];

/** To hear of the account's standing tokens: names, servers and times. */
export const TOKEN_RIGHTS = ['read'] as const;

export type TokenRight = (typeof TOKEN_RIGHTS)[number];

/** Never without any right. */
export interface SweepGrant {
  readonly leases: readonly LeaseRight[];
  /** Whose leases, by the ids of the caller's own issuer; empty where there is no right to leases. */
  readonly repositories: readonly string[];
  readonly tokens: readonly TokenRight[];
}
