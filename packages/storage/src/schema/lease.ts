import type { EndReason, LeaseState } from '@connect-token/core';
import type { Generated, GeneratedAlways } from 'kysely';

/** Facts about the store itself, such as the `instance` that its token names begin with. */
interface MetaTable {
  readonly key: string;
  readonly value: string;
}

/** One job's hold on one token. Instants are milliseconds since the epoch; no token and no handle is kept, only their hashes. */
export interface LeaseTable {
  readonly id: string;
  state: LeaseState;
  readonly token_name: string;
  /** base64url(SHA-256(handle)). */
  readonly key: string | null;
  /** The job is `null` for an orphan, and so are the rule and the policy's hash. */
  readonly issuer: string | null;
  readonly repository_id: string | null;
  readonly run_id: string | null;
  readonly run_attempt: string | null;
  readonly check_run_id: string | null;
  readonly server_id: string;
  /** JSON: `[{"vaultId": "…", "access": "r"}]`, as planned. */
  readonly vaults: string;
  /**
   * How many vaults that is: what the lease holds while it is open. The table checks it; as a generated column it would
   * keep SQLite from summing it up in the index alone.
   */
  readonly credits: number;
  readonly rule: string | null;
  readonly policy_hash: string | null;
  readonly created_at: number;
  readonly expires_at: number;
  readonly send_deadline: number;
  /** From when on somebody has to look at it; `null` once nothing is left to do. Derived by the database, as core's `dueAt` says. */
  readonly due_at: GeneratedAlways<number | null>;
  token_id: string | null;
  /** SHA-256 of the token in lower-case hex. */
  token_sha256: string | null;
  end_reason: EndReason | null;
  ended_at: number | null;
  attempts: Generated<number>;
  next_try_at: number | null;
  absent_at: number | null;
  stuck_at: number | null;
  epoch: Generated<number>;
}

/** An ID token buys one lease, once: its issuer and `jti` are kept as long as it could still be accepted. */
interface UsedIdTokenTable {
  readonly issuer: string;
  readonly token_id: string;
  readonly lease_id: string;
  readonly keep_until: number;
}

/** A key that was ended before its mint. */
interface TombstoneTable {
  readonly key: string;
  readonly at: number;
  readonly keep_until: number;
}

/** How many tombstones lapse in a second since the epoch. Written by triggers only. */
interface TombstoneLoadTable {
  readonly second: GeneratedAlways<number>;
  readonly tombstones: GeneratedAlways<number>;
}

/** A job, or a whole run attempt, that GitHub has called over: a mint that comes later is refused. */
interface JobOverTable {
  readonly issuer: string;
  readonly repository_id: string;
  readonly run_id: string;
  readonly run_attempt: string;
  /** '' for the whole attempt. */
  readonly check_run_id: string;
  readonly at: number;
  keep_until: number;
}

export interface LeaseTables {
  readonly meta: MetaTable;
  readonly lease: LeaseTable;
  readonly used_id_token: UsedIdTokenTable;
  readonly tombstone: TombstoneTable;
  readonly tombstone_load: TombstoneLoadTable;
  readonly job_over: JobOverTable;
}
