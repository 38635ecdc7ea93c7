import type { Migration } from './migration.ts';

/**
 * What the whole lease protocol keeps: tries, claims, orphans, and jobs that are over. An orphan is a token of ours whose lease nobody
 * knows any more: its row is born revoking, without a job and a rule, and those are missing together and only there.
 *
 * The audit trail loses its foreign key, because a record outlives the lease that it tells of.
 */
export const leaseProtocol: Migration = {
  name: '0005-lease-protocol',
  sqlite: `
    CREATE TABLE audit_next (
      id TEXT PRIMARY KEY,
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      lease_id TEXT NOT NULL,
      detail TEXT NOT NULL CHECK (json_type(detail) = 'object')
    ) STRICT, WITHOUT ROWID;
    INSERT INTO audit_next SELECT id, at, kind, lease_id, detail FROM audit;
    DROP TABLE audit;
    ALTER TABLE audit_next RENAME TO audit;
    CREATE INDEX audit_lease ON audit (lease_id, id);

    CREATE TABLE lease_next (
      id TEXT PRIMARY KEY CHECK (length(id) = 26),
      state TEXT NOT NULL CHECK (state IN ('intent', 'active', 'revoking', 'revoked', 'failed')),
      token_name TEXT NOT NULL,
      key TEXT UNIQUE CHECK (length(key) = 43),
      issuer TEXT,
      repository_id TEXT,
      run_id TEXT,
      run_attempt TEXT,
      check_run_id TEXT,
      server_id TEXT NOT NULL,
      vaults TEXT NOT NULL CHECK (json_type(vaults) = 'array'),
      credits INTEGER NOT NULL CHECK (credits = json_array_length(vaults)),
      rule TEXT,
      policy_hash TEXT,
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL,
      send_deadline INTEGER NOT NULL,
      token_id TEXT,
      token_sha256 TEXT UNIQUE CHECK (length(token_sha256) = 64),
      end_reason TEXT,
      ended_at INTEGER,
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      next_try_at INTEGER,
      absent_at INTEGER,
      stuck_at INTEGER,
      epoch INTEGER NOT NULL DEFAULT 0 CHECK (epoch >= 0),
      due_at INTEGER GENERATED ALWAYS AS (
        CASE state
          WHEN 'intent' THEN max(send_deadline + 1, coalesce(next_try_at, send_deadline + 1))
          WHEN 'active' THEN max(expires_at, coalesce(next_try_at, expires_at))
          WHEN 'revoking' THEN max(ended_at, coalesce(next_try_at, ended_at))
        END
      ) VIRTUAL,
      CHECK (
        (issuer IS NULL) = (rule IS NULL) AND (repository_id IS NULL) = (rule IS NULL) AND (run_id IS NULL) = (rule IS NULL)
        AND (run_attempt IS NULL) = (rule IS NULL) AND (policy_hash IS NULL) = (rule IS NULL)
      ),
      CHECK (
        rule IS NOT NULL
        OR (state IN ('revoking', 'revoked') AND end_reason = 'orphan' AND token_id IS NOT NULL AND key IS NULL AND check_run_id IS NULL)
      ),
      CHECK (rule IS NULL OR (expires_at > created_at AND credits > 0 AND (token_id IS NULL) = (token_sha256 IS NULL))),
      CHECK (state <> 'active' OR token_id IS NOT NULL),
      CHECK (state NOT IN ('intent', 'failed') OR token_id IS NULL),
      CHECK (state IN ('revoking', 'revoked') OR (attempts = 0 AND absent_at IS NULL AND stuck_at IS NULL)),
      CHECK ((ended_at IS NULL) = (state IN ('intent', 'active'))),
      CHECK ((end_reason IS NULL) = (ended_at IS NULL))
    ) STRICT;

    INSERT INTO lease_next (id, state, token_name, key, issuer, repository_id, run_id, run_attempt, check_run_id, server_id, vaults, credits, rule,
      policy_hash, created_at, expires_at, send_deadline, token_id, token_sha256, end_reason, ended_at)
      SELECT id, state, token_name, key, issuer, repository_id, run_id, run_attempt, check_run_id, server_id, vaults, credits, rule,
      policy_hash, created_at, expires_at, send_deadline, token_id, token_sha256, end_reason, ended_at FROM lease;
    DROP TABLE lease;
    ALTER TABLE lease_next RENAME TO lease;

    CREATE UNIQUE INDEX lease_token_name ON lease (token_name) WHERE rule IS NOT NULL;
    CREATE UNIQUE INDEX lease_orphan ON lease (token_id) WHERE rule IS NULL AND state = 'revoking';
    CREATE INDEX lease_orphan_name ON lease (token_name) WHERE rule IS NULL AND state = 'revoking';
    CREATE INDEX lease_due ON lease (due_at, id) WHERE due_at IS NOT NULL;
    CREATE INDEX lease_open ON lease (run_id, run_attempt, check_run_id) WHERE state IN ('intent', 'active');
    CREATE INDEX lease_open_repository ON lease (repository_id, created_at, id) WHERE state IN ('intent', 'active');
    CREATE INDEX lease_opened ON lease (created_at, id, issuer, repository_id, run_id, run_attempt)
      WHERE state IN ('intent', 'active');
    CREATE INDEX lease_held ON lease (server_id, rule, state, credits, expires_at)
      WHERE state IN ('intent', 'active', 'revoking');
    CREATE INDEX lease_stuck ON lease (stuck_at) WHERE state = 'revoking' AND stuck_at IS NOT NULL;
    CREATE INDEX lease_over ON lease (expires_at) WHERE state IN ('revoked', 'failed');

    -- The check run is '' where the whole attempt is over.
    CREATE TABLE job_over (
      issuer TEXT NOT NULL,
      repository_id TEXT NOT NULL,
      run_id TEXT NOT NULL,
      run_attempt TEXT NOT NULL,
      check_run_id TEXT NOT NULL,
      at INTEGER NOT NULL,
      keep_until INTEGER NOT NULL,
      PRIMARY KEY (run_id, run_attempt, check_run_id, repository_id, issuer)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX job_over_keep ON job_over (keep_until);
  `,
  postgres: `
    ALTER TABLE audit DROP CONSTRAINT audit_lease_id_fkey;

    ALTER TABLE lease RENAME TO lease_before;
    CREATE TABLE lease (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26),
      state text NOT NULL CHECK (state IN ('intent', 'active', 'revoking', 'revoked', 'failed')),
      token_name text COLLATE "C" NOT NULL,
      key text COLLATE "C" UNIQUE CHECK (length(key) = 43),
      issuer text COLLATE "C",
      repository_id text COLLATE "C",
      run_id text COLLATE "C",
      run_attempt text COLLATE "C",
      check_run_id text COLLATE "C",
      server_id text COLLATE "C" NOT NULL,
      vaults text NOT NULL CHECK (json_typeof(vaults::json) = 'array'),
      credits bigint NOT NULL CHECK (credits = json_array_length(vaults::json)),
      rule text COLLATE "C",
      policy_hash text,
      created_at bigint NOT NULL,
      expires_at bigint NOT NULL,
      send_deadline bigint NOT NULL,
      token_id text COLLATE "C",
      token_sha256 text COLLATE "C" UNIQUE CHECK (length(token_sha256) = 64),
      end_reason text,
      ended_at bigint,
      attempts bigint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      next_try_at bigint,
      absent_at bigint,
      stuck_at bigint,
      epoch bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0),
      due_at bigint GENERATED ALWAYS AS (
        CASE state
          WHEN 'intent' THEN greatest(send_deadline + 1, coalesce(next_try_at, send_deadline + 1))
          WHEN 'active' THEN greatest(expires_at, coalesce(next_try_at, expires_at))
          WHEN 'revoking' THEN greatest(ended_at, coalesce(next_try_at, ended_at))
        END
      ) STORED,
      CHECK (
        (issuer IS NULL) = (rule IS NULL) AND (repository_id IS NULL) = (rule IS NULL) AND (run_id IS NULL) = (rule IS NULL)
        AND (run_attempt IS NULL) = (rule IS NULL) AND (policy_hash IS NULL) = (rule IS NULL)
      ),
      CHECK (
        rule IS NOT NULL
        OR (state IN ('revoking', 'revoked') AND end_reason = 'orphan' AND token_id IS NOT NULL AND key IS NULL AND check_run_id IS NULL)
      ),
      CHECK (rule IS NULL OR (expires_at > created_at AND credits > 0 AND (token_id IS NULL) = (token_sha256 IS NULL))),
      CHECK (state <> 'active' OR token_id IS NOT NULL),
      CHECK (state NOT IN ('intent', 'failed') OR token_id IS NULL),
      CHECK (state IN ('revoking', 'revoked') OR (attempts = 0 AND absent_at IS NULL AND stuck_at IS NULL)),
      CHECK ((ended_at IS NULL) = (state IN ('intent', 'active'))),
      CHECK ((end_reason IS NULL) = (ended_at IS NULL))
    );

    INSERT INTO lease (id, state, token_name, key, issuer, repository_id, run_id, run_attempt, check_run_id, server_id, vaults, credits, rule,
      policy_hash, created_at, expires_at, send_deadline, token_id, token_sha256, end_reason, ended_at)
      SELECT id, state, token_name, key, issuer, repository_id, run_id, run_attempt, check_run_id, server_id, vaults, credits, rule,
      policy_hash, created_at, expires_at, send_deadline, token_id, token_sha256, end_reason, ended_at FROM lease_before;
    DROP TABLE lease_before;

    CREATE UNIQUE INDEX lease_token_name ON lease (token_name) WHERE rule IS NOT NULL;
    CREATE UNIQUE INDEX lease_orphan ON lease (token_id) WHERE rule IS NULL AND state = 'revoking';
    CREATE INDEX lease_orphan_name ON lease (token_name) WHERE rule IS NULL AND state = 'revoking';
    CREATE INDEX lease_due ON lease (due_at, id) WHERE due_at IS NOT NULL;
    CREATE INDEX lease_open ON lease (run_id, run_attempt, check_run_id) WHERE state IN ('intent', 'active');
    CREATE INDEX lease_open_repository ON lease (repository_id, created_at, id) WHERE state IN ('intent', 'active');
    CREATE INDEX lease_opened ON lease (created_at, id, issuer, repository_id, run_id, run_attempt)
      WHERE state IN ('intent', 'active');
    CREATE INDEX lease_held ON lease (server_id, rule, state, credits, expires_at)
      WHERE state IN ('intent', 'active', 'revoking');
    CREATE INDEX lease_stuck ON lease (stuck_at) WHERE state = 'revoking' AND stuck_at IS NOT NULL;
    CREATE INDEX lease_over ON lease (expires_at) WHERE state IN ('revoked', 'failed');

    CREATE TABLE job_over (
      issuer text COLLATE "C" NOT NULL,
      repository_id text COLLATE "C" NOT NULL,
      run_id text COLLATE "C" NOT NULL,
      run_attempt text COLLATE "C" NOT NULL,
      check_run_id text COLLATE "C" NOT NULL,
      at bigint NOT NULL,
      keep_until bigint NOT NULL,
      PRIMARY KEY (run_id, run_attempt, check_run_id, repository_id, issuer)
    );

    CREATE INDEX job_over_keep ON job_over (keep_until);
  `,
};
