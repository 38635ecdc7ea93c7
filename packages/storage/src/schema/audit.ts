import type { AuditKind } from '@connect-token/core';

/** One change of state. Instants are milliseconds since the epoch. Nothing but `seal` ever changes, and that once. */
interface AuditEventTable {
  /** A ULID, greater than that of every event that its writer could see. */
  readonly id: string;
  readonly at: number;
  readonly kind: AuditKind;
  /** `null`: the broker. `owner`: whoever holds the data directory. Else a person's id. */
  readonly actor: string | null;
  readonly lease_id: string | null;
  readonly token_id: string | null;
  readonly server_id: string | null;
  readonly vault_id: string | null;
  readonly group_id: string | null;
  readonly person_id: string | null;
  readonly credential_id: string | null;
  readonly run_id: string | null;
  readonly repository_id: string | null;
  /** JSON: an object. */
  readonly detail: string;
  /** The number of the seal that holds it; `null` until one does. */
  seal: number | null;
}

/** What binds a batch of events to all that were sealed before. */
interface AuditSealTable {
  readonly number: number;
  readonly at: number;
  readonly previous: string;
  readonly hash: string;
  /** A line for each event: its id, a space, the SHA-256 of its text. */
  readonly events: string;
}

export interface AuditTables {
  readonly audit_event: AuditEventTable;
  readonly audit_seal: AuditSealTable;
}
