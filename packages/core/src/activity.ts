import type { Instant } from './time.ts';

/** Who asked for what with which token: what a leaked token was used for. Titles and values are never in it. */
export interface ActivityLog {
  /**
   * Settles when there is room for one more entry. Waited for before anything is read or changed on behalf of a token: what can't be
   * told isn't done. Rejects where the log is full and can't be written, or is closed.
   */
  admit(): Promise<void>;
  /**
   * Of a call that was admitted, before it is answered. Settles at once where entries are written in batches, at most a second later or
   * when the log is closed, so that a kill may lose that second; with the commit where the log is durable. Rejects with what kept it
   * from being written.
   */
  record(entry: ActivityEntry): Promise<void>;
  /** Settles once everything recorded so far is on disk, and rejects where it can't be written. */
  flush(): Promise<void>;
  /** Newest first, with what was recorded before the call. `total`: of all that match. Rejects where the store can't be read. */
  list(page: ActivityPage): Promise<{ readonly entries: readonly ActivityEntry[]; readonly total: number }>;
}

export interface ActivityPage {
  /** At most 1,000. */
  readonly limit: number;
  readonly offset: number;
  /** Of tokens of this server; `null`: of all. */
  readonly serverId: string | null;
  /** Of these tokens; `null`: of all. */
  readonly tokenIds: readonly string[] | null;
}

export const ACTIVITY_ACTIONS = ['READ', 'CREATE', 'UPDATE', 'DELETE'] as const;

export const ACTIVITY_RESULTS = ['SUCCESS', 'DENY'] as const;

export const ACTIVITY_RESOURCES = ['ITEM', 'VAULT'] as const;

/** One call of the Connect API. Source: 1password.dev, Connect API, `APIRequest`. */
export interface ActivityEntry {
  /** A UUID. */
  readonly requestId: string;
  readonly at: Instant;
  readonly action: (typeof ACTIVITY_ACTIONS)[number];
  readonly result: (typeof ACTIVITY_RESULTS)[number];
  readonly actor: {
    readonly serverId: string;
    readonly tokenId: string;
    /** At most 256 characters, printable ones. */
    readonly userAgent: string;
    readonly requestIp: string;
  };
  readonly resource: {
    readonly type: (typeof ACTIVITY_RESOURCES)[number];
    readonly vaultId: string | null;
    readonly itemId: string | null;
    readonly itemVersion: number | null;
  };
}
