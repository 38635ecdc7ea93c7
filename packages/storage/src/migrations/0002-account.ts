import type { Migration } from './migration.ts';

/**
 * The embedded account. Ids of vaults, items, groups and tokens are lower case and those of servers upper case, as 1Password
 * writes them, so that one spelling is stored and a look-up by index is possible.
 */
export const account: Migration = {
  name: '0002-account',
  sqlite: `
    CREATE TABLE account (
      singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
      id TEXT NOT NULL CHECK (length(id) = 26),
      name TEXT NOT NULL,
      file_hash TEXT NOT NULL CHECK (length(file_hash) = 64),
      created_at INTEGER NOT NULL,
      signing_key BLOB NOT NULL
    ) STRICT;

    CREATE TABLE vault (
      id TEXT PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      name TEXT NOT NULL,
      description TEXT NOT NULL,
      type TEXT NOT NULL CHECK (type IN ('USER_CREATED', 'PERSONAL', 'EVERYONE', 'TRANSFER')),
      attribute_version INTEGER NOT NULL CHECK (attribute_version > 0),
      content_version INTEGER NOT NULL CHECK (content_version > 0),
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE item (
      id TEXT PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      vault_id TEXT NOT NULL REFERENCES vault (id),
      title TEXT NOT NULL,
      category TEXT NOT NULL,
      tags TEXT NOT NULL CHECK (json_type(tags) = 'array'),
      urls TEXT NOT NULL CHECK (json_type(urls) = 'array'),
      favorite INTEGER NOT NULL CHECK (favorite IN (0, 1)),
      version INTEGER NOT NULL CHECK (version > 0),
      created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      edited_by TEXT NOT NULL,
      sealed BLOB NOT NULL
    ) STRICT;

    CREATE INDEX item_vault ON item (vault_id);

    CREATE TABLE server (
      id TEXT PRIMARY KEY CHECK (length(id) = 26 AND id = upper(id)),
      name TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE vault_grant (
      server_id TEXT NOT NULL REFERENCES server (id),
      vault_id TEXT NOT NULL REFERENCES vault (id),
      access TEXT NOT NULL CHECK (access IN ('r', 'w', 'rw')),
      PRIMARY KEY (server_id, vault_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE account_group (
      id TEXT PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      name TEXT NOT NULL
    ) STRICT;

    CREATE TABLE account_group_member (
      group_id TEXT NOT NULL REFERENCES account_group (id),
      member TEXT NOT NULL,
      PRIMARY KEY (group_id, member)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE token (
      id TEXT PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      name TEXT NOT NULL,
      server_id TEXT NOT NULL REFERENCES server (id),
      state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'REVOKED')),
      created_at INTEGER NOT NULL,
      expires_at INTEGER CHECK (expires_at % 1000 = 0),
      revoked_at INTEGER,
      CHECK ((revoked_at IS NULL) = (state = 'ACTIVE'))
    ) STRICT;

    CREATE TABLE token_vault (
      token_id TEXT NOT NULL REFERENCES token (id),
      vault_id TEXT NOT NULL REFERENCES vault (id),
      position INTEGER NOT NULL CHECK (position >= 0),
      access TEXT NOT NULL CHECK (access IN ('r', 'w', 'rw')),
      PRIMARY KEY (token_id, vault_id),
      UNIQUE (token_id, position)
    ) STRICT, WITHOUT ROWID;
  `,
  postgres: `
    CREATE TABLE account (
      singleton smallint PRIMARY KEY CHECK (singleton = 1),
      id text COLLATE "C" NOT NULL CHECK (length(id) = 26),
      name text COLLATE "C" NOT NULL,
      file_hash text NOT NULL CHECK (length(file_hash) = 64),
      created_at bigint NOT NULL,
      signing_key bytea NOT NULL
    );

    CREATE TABLE vault (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      name text COLLATE "C" NOT NULL,
      description text NOT NULL,
      type text NOT NULL CHECK (type IN ('USER_CREATED', 'PERSONAL', 'EVERYONE', 'TRANSFER')),
      attribute_version bigint NOT NULL CHECK (attribute_version > 0),
      content_version bigint NOT NULL CHECK (content_version > 0),
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL
    );

    CREATE TABLE item (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      vault_id text COLLATE "C" NOT NULL REFERENCES vault (id),
      title text COLLATE "C" NOT NULL,
      category text NOT NULL,
      tags text NOT NULL CHECK (json_typeof(tags::json) = 'array'),
      urls text NOT NULL CHECK (json_typeof(urls::json) = 'array'),
      favorite smallint NOT NULL CHECK (favorite IN (0, 1)),
      version bigint NOT NULL CHECK (version > 0),
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL,
      edited_by text NOT NULL,
      sealed bytea NOT NULL
    );

    CREATE INDEX item_vault ON item (vault_id);

    CREATE TABLE server (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26 AND id = upper(id)),
      name text COLLATE "C" NOT NULL,
      created_at bigint NOT NULL
    );

    CREATE TABLE vault_grant (
      server_id text COLLATE "C" NOT NULL REFERENCES server (id),
      vault_id text COLLATE "C" NOT NULL REFERENCES vault (id),
      access text NOT NULL CHECK (access IN ('r', 'w', 'rw')),
      PRIMARY KEY (server_id, vault_id)
    );

    CREATE TABLE account_group (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      name text COLLATE "C" NOT NULL
    );

    CREATE TABLE token (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      name text COLLATE "C" NOT NULL,
      server_id text COLLATE "C" NOT NULL REFERENCES server (id),
      state text NOT NULL CHECK (state IN ('ACTIVE', 'REVOKED')),
      created_at bigint NOT NULL,
      expires_at bigint CHECK (expires_at % 1000 = 0),
      revoked_at bigint,
      CHECK ((revoked_at IS NULL) = (state = 'ACTIVE'))
    );

    CREATE TABLE token_vault (
      token_id text COLLATE "C" NOT NULL REFERENCES token (id),
      vault_id text COLLATE "C" NOT NULL REFERENCES vault (id),
      position bigint NOT NULL CHECK (position >= 0),
      access text NOT NULL CHECK (access IN ('r', 'w', 'rw')),
      PRIMARY KEY (token_id, vault_id),
      UNIQUE (token_id, position)
    );
  `,
};
