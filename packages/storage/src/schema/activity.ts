import type { ACTIVITY_ACTIONS, ACTIVITY_RESOURCES, ACTIVITY_RESULTS } from '@connect-token/core';

/** One call of the Connect API, with the token that made it. Nothing changes after it was written, and old rows are deleted. */
export interface ActivityTable {
  /** Sorts by time; of one process, in the order in which calls were recorded. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly request_id: string;
  readonly action: (typeof ACTIVITY_ACTIONS)[number];
  readonly result: (typeof ACTIVITY_RESULTS)[number];
  readonly server_id: string;
  readonly token_id: string;
  readonly user_agent: string;
  readonly request_ip: string;
  readonly resource: (typeof ACTIVITY_RESOURCES)[number];
  readonly vault_id: string | null;
  readonly item_id: string | null;
  readonly item_version: number | null;
}

export interface ActivityTables {
  readonly activity: ActivityTable;
}
