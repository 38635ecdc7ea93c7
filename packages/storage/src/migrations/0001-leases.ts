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

    -- How many tombstones lapse in each second. Counting them one by one at each burial would let a flood of random handles
    -- hold everybody else up (F41); kept by triggers, the sums are part of the same transaction and can't drift.
    CREATE TABLE tombstone_load (
      second INTEGER PRIMARY KEY,
      tombstones INTEGER NOT NULL CHECK (tombstones >= 0)
    ) STRICT;

    CREATE TRIGGER tombstone_made AFTER INSERT ON tombstone BEGIN
      INSERT INTO tombstone_load SELECT NEW.keep_until / 1000, 0
        WHERE NOT EXISTS (SELECT 1 FROM tombstone_load WHERE second = NEW.keep_until / 1000);
      UPDATE tombstone_load SET tombstones = tombstones + 1 WHERE second = NEW.keep_until / 1000;
    END;

    CREATE TRIGGER tombstone_gone AFTER DELETE ON tombstone BEGIN
      UPDATE tombstone_load SET tombstones = tombstones - 1 WHERE second = OLD.keep_until / 1000;
      DELETE FROM tombstone_load WHERE second = OLD.keep_until / 1000 AND tombstones = 0;
    END;

    CREATE TRIGGER tombstone_kept AFTER UPDATE OF keep_until ON tombstone BEGIN
      UPDATE tombstone_load SET tombstones = tombstones - 1 WHERE second = OLD.keep_until / 1000;
      DELETE FROM tombstone_load WHERE second = OLD.keep_until / 1000 AND tombstones = 0;
      INSERT INTO tombstone_load SELECT NEW.keep_until / 1000, 0
        WHERE NOT EXISTS (SELECT 1 FROM tombstone_load WHERE second = NEW.keep_until / 1000);
      UPDATE tombstone_load SET tombstones = tombstones + 1 WHERE second = NEW.keep_until / 1000;
    END;

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
