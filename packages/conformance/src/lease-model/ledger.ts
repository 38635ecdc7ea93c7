import type { Instant, LeaseState } from '@connect-token/core';

/** A token that a mint answered with. */
interface Delivery {
  readonly key: string | null;
  readonly tokenId: string;
  readonly leaseId: string;
  readonly sha256: string;
}

/** What the world outside has seen: what it was told, and what must not change any more. */
export interface Ledger {
  readonly deliveries: readonly Delivery[];
  /** Keys whose end was acknowledged: until when no mint that starts later may deliver. */
  readonly ended: ReadonlyMap<string, Instant>;
  /** Jobs, by their number, that are over. */
  readonly over: ReadonlyMap<number, Instant>;
  /** The leases that each ID token bought. */
  readonly bought: ReadonlyMap<string, ReadonlySet<string>>;
  readonly states: ReadonlyMap<string, { readonly state: LeaseState; readonly expiresAt: number }>;
  /** Names of tokens whose leases a restored backup can't know. */
  readonly strays: ReadonlySet<string>;
}

export const EMPTY_LEDGER: Ledger = {
  deliveries: [],
  ended: new Map(),
  over: new Map(),
  bought: new Map(),
  states: new Map(),
  strays: new Set(),
};

/** A row of the lease table, as far as the invariants look at it. */
export interface LeaseRow {
  readonly id: string;
  readonly state: LeaseState;
  readonly token_name: string;
  readonly token_id: string | null;
  readonly token_sha256: string | null;
  readonly vaults: string;
  readonly rule: string | null;
  readonly created_at: number;
  readonly expires_at: number;
}
