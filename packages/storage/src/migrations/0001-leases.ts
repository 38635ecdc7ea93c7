import type { Migration } from './migration.ts';

/**
 * Leases, the replay guard, tombstones and the audit trail. The checks state what the code holds anyway: a store that was
 * edited by hand, or by a wrong program, fails at the row and not at the token.
 */
export const leases: Migration = {
  name: '0001-leases',
  sql: `
    CREATE TABLE meta (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE lease (
      id TEXT PRIMARY KEY CHECK (length(id) = 26),
      state TEXT NOT NULL CHECK (state IN ('intent', 'active', 'revoking', 'revoked', 'failed')),
      token_name TEXT NOT NULL UNIQUE,
      key TEXT UNIQUE CHECK (length(key) = 43),
      issuer TEXT NOT NULL,
      repository_id TEXT NOT NULL,
      run_id TEXT NOT NULL,
      run_attempt TEXT NOT NULL,
      check_run_id TEXT,
      server_id TEXT NOT NULL,
      vaults TEXT NOT NULL CHECK (json_type(vaults) = 'array'),
      credits INTEGER NOT NULL CHECK (credits > 0 AND credits = json_array_length(vaults)),
      rule TEXT NOT NULL,
      policy_hash TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      send_deadline INTEGER NOT NULL,
      due_at INTEGER GENERATED ALWAYS AS (
        CASE state WHEN 'intent' THEN send_deadline + 1 WHEN 'active' THEN expires_at WHEN 'revoking' THEN ended_at END
      ) VIRTUAL,
      token_id TEXT,
      token_sha256 TEXT UNIQUE CHECK (length(token_sha256) = 64),
      end_reason TEXT,
      ended_at INTEGER,
      CHECK (expires_at > created_at),
      CHECK ((token_id IS NULL) = (token_sha256 IS NULL)),
      CHECK (state <> 'active' OR token_id IS NOT NULL),
      CHECK (state NOT IN ('intent', 'failed') OR token_id IS NULL),
      CHECK ((ended_at IS NULL) = (state IN ('intent', 'active'))),
      CHECK ((end_reason IS NULL) = (ended_at IS NULL))
    ) STRICT;

    CREATE INDEX lease_due ON lease (due_at, id) WHERE due_at IS NOT NULL;
    CREATE INDEX lease_open ON lease (issuer, repository_id, run_id, run_attempt, check_run_id)
      WHERE state IN ('intent', 'active');
    CREATE INDEX lease_held ON lease (state, credits) WHERE state IN ('intent', 'active', 'revoking');

    CREATE TABLE used_id_token (
      issuer TEXT NOT NULL,
      token_id TEXT NOT NULL,
      lease_id TEXT NOT NULL,
      keep_until INTEGER NOT NULL,
      PRIMARY KEY (issuer, token_id)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX used_id_token_keep ON used_id_token (keep_until);

    CREATE TABLE tombstone (
      key TEXT PRIMARY KEY CHECK (length(key) = 43),
      at INTEGER NOT NULL,
      keep_until INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX tombstone_keep ON tombstone (keep_until);

    CREATE TABLE audit (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      lease_id TEXT NOT NULL REFERENCES lease (id),
      detail TEXT NOT NULL CHECK (json_type(detail) = 'object')
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX audit_lease ON audit (lease_id, id);
  `,
};
