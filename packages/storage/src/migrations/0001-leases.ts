import type { Migration } from './migration.ts';

/**
 * Leases, the replay guard, tombstones and the audit trail. The checks state what the code holds anyway: a store that was
 * edited by hand, or by a wrong program, fails at the row and not at the token.
 */
export const leases: Migration = {
  name: '0001-leases',
  sqlite: `
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
  postgres: `
    CREATE TABLE meta (
      key text COLLATE "C" PRIMARY KEY,
      value text NOT NULL
    );

    CREATE TABLE lease (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26),
      state text NOT NULL CHECK (state IN ('intent', 'active', 'revoking', 'revoked', 'failed')),
      token_name text COLLATE "C" NOT NULL UNIQUE,
      key text COLLATE "C" UNIQUE CHECK (length(key) = 43),
      issuer text COLLATE "C" NOT NULL,
      repository_id text COLLATE "C" NOT NULL,
      run_id text COLLATE "C" NOT NULL,
      run_attempt text COLLATE "C" NOT NULL,
      check_run_id text COLLATE "C",
      server_id text COLLATE "C" NOT NULL,
      vaults text NOT NULL CHECK (json_typeof(vaults::json) = 'array'),
      credits bigint NOT NULL CHECK (credits > 0 AND credits = json_array_length(vaults::json)),
      rule text NOT NULL,
      policy_hash text NOT NULL,
      created_at bigint NOT NULL,
      expires_at bigint NOT NULL,
      send_deadline bigint NOT NULL,
      due_at bigint GENERATED ALWAYS AS (
        CASE state WHEN 'intent' THEN send_deadline + 1 WHEN 'active' THEN expires_at WHEN 'revoking' THEN ended_at END
      ) STORED,
      token_id text COLLATE "C",
      token_sha256 text COLLATE "C" UNIQUE CHECK (length(token_sha256) = 64),
      end_reason text,
      ended_at bigint,
      CHECK (expires_at > created_at),
      CHECK ((token_id IS NULL) = (token_sha256 IS NULL)),
      CHECK (state <> 'active' OR token_id IS NOT NULL),
      CHECK (state NOT IN ('intent', 'failed') OR token_id IS NULL),
      CHECK ((ended_at IS NULL) = (state IN ('intent', 'active'))),
      CHECK ((end_reason IS NULL) = (ended_at IS NULL))
    );

    CREATE INDEX lease_due ON lease (due_at, id) WHERE due_at IS NOT NULL;
    CREATE INDEX lease_open ON lease (issuer, repository_id, run_id, run_attempt, check_run_id)
      WHERE state IN ('intent', 'active');
    CREATE INDEX lease_held ON lease (state, credits) WHERE state IN ('intent', 'active', 'revoking');

    CREATE TABLE used_id_token (
      issuer text COLLATE "C" NOT NULL,
      token_id text COLLATE "C" NOT NULL,
      lease_id text COLLATE "C" NOT NULL,
      keep_until bigint NOT NULL,
      PRIMARY KEY (issuer, token_id)
    );

    CREATE INDEX used_id_token_keep ON used_id_token (keep_until);

    CREATE TABLE tombstone (
      key text COLLATE "C" PRIMARY KEY CHECK (length(key) = 43),
      at bigint NOT NULL,
      keep_until bigint NOT NULL
    );

    CREATE INDEX tombstone_keep ON tombstone (keep_until);

    CREATE TABLE tombstone_load (
      second bigint PRIMARY KEY,
      tombstones bigint NOT NULL CHECK (tombstones >= 0)
    );

    CREATE FUNCTION tombstone_counted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN
        UPDATE tombstone_load SET tombstones = tombstones - 1 WHERE second = OLD.keep_until / 1000;
        DELETE FROM tombstone_load WHERE second = OLD.keep_until / 1000 AND tombstones = 0;
      END IF;
      IF TG_OP <> 'DELETE' THEN
        INSERT INTO tombstone_load VALUES (NEW.keep_until / 1000, 1)
          ON CONFLICT (second) DO UPDATE SET tombstones = tombstone_load.tombstones + 1;
      END IF;
      RETURN NULL;
    END $$;

    CREATE TRIGGER tombstone_made AFTER INSERT ON tombstone
      FOR EACH ROW EXECUTE FUNCTION tombstone_counted();
    CREATE TRIGGER tombstone_gone AFTER DELETE ON tombstone
      FOR EACH ROW EXECUTE FUNCTION tombstone_counted();
    CREATE TRIGGER tombstone_kept AFTER UPDATE OF keep_until ON tombstone
      FOR EACH ROW EXECUTE FUNCTION tombstone_counted();

    CREATE TABLE audit (
      id text COLLATE "C" PRIMARY KEY,
      at bigint NOT NULL,
      kind text NOT NULL,
      lease_id text COLLATE "C" NOT NULL REFERENCES lease (id),
      detail text NOT NULL CHECK (json_typeof(detail::json) = 'object')
    );

    CREATE INDEX audit_lease ON audit (lease_id, id);
  `,
};
