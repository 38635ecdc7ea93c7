/** What is known of a management credential: everything but its secret. Instants are milliseconds since the epoch. */
interface ManagementCredentialTable {
  /** A ULID. */
  readonly id: string;
  readonly name: string;
  /** A person of the account. Not a foreign key: who is gone from the account has no right there, whatever its credentials say. */
  readonly person_id: string;
  /** JSON: an array of texts. */
  readonly rights: string;
  /** SHA-256 of the secret in lower-case hex. */
  readonly sha256: string;
  readonly created_at: number;
  readonly expires_at: number;
  revoked_at: number | null;
}

export interface CredentialTables {
  readonly management_credential: ManagementCredentialTable;
}
