import type { Migration } from './migration.ts';

/**
 * The account as its managers see it: people, who manages what, the plan, credentials files that were issued, and who changed
 * what. Members of groups were texts until here: each text becomes a person of that name.
 */
export const management: Migration = {
  name: '0003-management',
  sqlite: `
    CREATE TABLE person (
      id TEXT PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      name TEXT NOT NULL
    ) STRICT;

    INSERT INTO person (id, name)
      SELECT lower(hex(randomblob(13))), member FROM account_group_member GROUP BY member;

    ALTER TABLE account_group_member RENAME TO member_by_text;

    CREATE TABLE account_group_member (
      group_id TEXT NOT NULL REFERENCES account_group (id),
      person_id TEXT NOT NULL REFERENCES person (id),
      PRIMARY KEY (group_id, person_id)
    ) STRICT, WITHOUT ROWID;

    INSERT INTO account_group_member (group_id, person_id)
      SELECT group_id, person.id FROM member_by_text JOIN person ON person.name = member;

    DROP TABLE member_by_text;

    ALTER TABLE account_group ADD COLUMN type TEXT NOT NULL DEFAULT 'USER_DEFINED'
      CHECK (type IN ('OWNERS', 'ADMINISTRATORS', 'USER_DEFINED'));
    UPDATE account_group SET type = upper(name)
      WHERE name IN ('Owners', 'Administrators')
        AND (SELECT count(*) FROM account_group AS other WHERE other.name = account_group.name) = 1;
    CREATE UNIQUE INDEX account_group_built_in ON account_group (type) WHERE type <> 'USER_DEFINED';

    CREATE TABLE manager (
      group_id TEXT PRIMARY KEY REFERENCES account_group (id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE server_manager (
      server_id TEXT NOT NULL REFERENCES server (id),
      group_id TEXT NOT NULL REFERENCES account_group (id),
      PRIMARY KEY (server_id, group_id)
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE server ADD COLUMN state TEXT NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'DELETED'));
    ALTER TABLE server ADD COLUMN tokens_version INTEGER NOT NULL DEFAULT 1 CHECK (tokens_version > 0);
    ALTER TABLE server ADD COLUMN fixed INTEGER NOT NULL DEFAULT 0 CHECK (fixed IN (0, 1));

    CREATE TABLE server_fixed_vault (
      server_id TEXT NOT NULL REFERENCES server (id),
      vault_id TEXT NOT NULL REFERENCES vault (id),
      PRIMARY KEY (server_id, vault_id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE credentials_file (
      device_uuid TEXT PRIMARY KEY,
      server_id TEXT NOT NULL UNIQUE REFERENCES server (id),
      key_id TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      ended_at INTEGER
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE account ADD COLUMN plan_limit INTEGER CHECK (plan_limit >= 0);

    CREATE INDEX token_active ON token (server_id) WHERE state = 'ACTIVE';

    CREATE TABLE account_event (
      id TEXT PRIMARY KEY CHECK (length(id) = 26),
      at INTEGER NOT NULL,
      person_id TEXT REFERENCES person (id),
      kind TEXT NOT NULL,
      subject TEXT NOT NULL CHECK (json_type(subject) = 'object')
    ) STRICT, WITHOUT ROWID;
  `,
  // No store in PostgreSQL has ever held members that are texts: there is nothing to carry over.
  postgres: `
    CREATE TABLE person (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      name text COLLATE "C" NOT NULL
    );

    CREATE TABLE account_group_member (
      group_id text COLLATE "C" NOT NULL REFERENCES account_group (id),
      person_id text COLLATE "C" NOT NULL REFERENCES person (id),
      PRIMARY KEY (group_id, person_id)
    );

    ALTER TABLE account_group ADD COLUMN type text NOT NULL DEFAULT 'USER_DEFINED'
      CHECK (type IN ('OWNERS', 'ADMINISTRATORS', 'USER_DEFINED'));
    CREATE UNIQUE INDEX account_group_built_in ON account_group (type) WHERE type <> 'USER_DEFINED';

    CREATE TABLE manager (
      group_id text COLLATE "C" PRIMARY KEY REFERENCES account_group (id)
    );

    CREATE TABLE server_manager (
      server_id text COLLATE "C" NOT NULL REFERENCES server (id),
      group_id text COLLATE "C" NOT NULL REFERENCES account_group (id),
      PRIMARY KEY (server_id, group_id)
    );

    ALTER TABLE server ADD COLUMN state text NOT NULL DEFAULT 'ACTIVE' CHECK (state IN ('ACTIVE', 'DELETED'));
    ALTER TABLE server ADD COLUMN tokens_version bigint NOT NULL DEFAULT 1 CHECK (tokens_version > 0);
    ALTER TABLE server ADD COLUMN fixed smallint NOT NULL DEFAULT 0 CHECK (fixed IN (0, 1));

    CREATE TABLE server_fixed_vault (
      server_id text COLLATE "C" NOT NULL REFERENCES server (id),
      vault_id text COLLATE "C" NOT NULL REFERENCES vault (id),
      PRIMARY KEY (server_id, vault_id)
    );

    CREATE TABLE credentials_file (
      device_uuid text COLLATE "C" PRIMARY KEY,
      server_id text COLLATE "C" NOT NULL UNIQUE REFERENCES server (id),
      key_id text NOT NULL,
      created_at bigint NOT NULL,
      ended_at bigint
    );

    ALTER TABLE account ADD COLUMN plan_limit bigint CHECK (plan_limit >= 0);

    CREATE INDEX token_active ON token (server_id) WHERE state = 'ACTIVE';

    CREATE TABLE account_event (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26),
      at bigint NOT NULL,
      person_id text COLLATE "C" REFERENCES person (id),
      kind text NOT NULL,
      subject text NOT NULL CHECK (json_typeof(subject::json) = 'object')
    );
  `,
};
