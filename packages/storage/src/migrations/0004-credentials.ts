import type { Migration } from './migration.ts';

/** Credentials of the management API: hashes of random secrets, so that whoever reads the file can't call it. */
export const credentials: Migration = {
  name: '0004-credentials',
  sqlite: `
    CREATE TABLE management_credential (
      id TEXT PRIMARY KEY CHECK (length(id) = 26),
      name TEXT NOT NULL,
      person_id TEXT NOT NULL CHECK (length(person_id) = 26 AND person_id = lower(person_id)),
      rights TEXT NOT NULL CHECK (json_type(rights) = 'array' AND json_array_length(rights) > 0),
      sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
      created_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL CHECK (expires_at > created_at),
      revoked_at INTEGER
    ) STRICT, WITHOUT ROWID;
  `,
  postgres: `
    CREATE TABLE management_credential (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26),
      name text COLLATE "C" NOT NULL,
      person_id text COLLATE "C" NOT NULL CHECK (length(person_id) = 26 AND person_id = lower(person_id)),
      rights text NOT NULL CHECK (json_typeof(rights::json) = 'array' AND json_array_length(rights::json) > 0),
      sha256 text COLLATE "C" NOT NULL UNIQUE CHECK (length(sha256) = 64),
      created_at bigint NOT NULL,
      expires_at bigint NOT NULL CHECK (expires_at > created_at),
      revoked_at bigint
    );
  `,
};
