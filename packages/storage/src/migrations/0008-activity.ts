import type { Migration } from './migration.ts';

const INDEXES = `
    CREATE INDEX activity_token ON activity (token_id, id);
    CREATE INDEX activity_server ON activity (server_id, id);
    CREATE INDEX audit_event_active ON audit_event (token_id) WHERE kind = 'lease.active';
`;

/** Which token was used for what, and by the audit trail, which outlives the leases, whose token it was. */
export const activity: Migration = {
  name: '0008-activity',
  // Rows are short and come in the order of the key, so that a table of its own beside the key would be written twice.
  // Source: sqlite.org/withoutrowid.html
  sqlite: `
    CREATE TABLE activity (
      id TEXT PRIMARY KEY CHECK (length(id) = 26),
      at INTEGER NOT NULL,
      request_id TEXT NOT NULL,
      action TEXT NOT NULL CHECK (action IN ('READ', 'CREATE', 'UPDATE', 'DELETE')),
      result TEXT NOT NULL CHECK (result IN ('SUCCESS', 'DENY')),
      server_id TEXT NOT NULL,
      token_id TEXT NOT NULL,
      user_agent TEXT NOT NULL,
      request_ip TEXT NOT NULL,
      resource TEXT NOT NULL CHECK (resource IN ('ITEM', 'VAULT')),
      vault_id TEXT,
      item_id TEXT,
      item_version INTEGER
    ) STRICT, WITHOUT ROWID;

    ${INDEXES}
  `,
  postgres: `
    CREATE TABLE activity (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26),
      at bigint NOT NULL,
      request_id text NOT NULL,
      action text NOT NULL CHECK (action IN ('READ', 'CREATE', 'UPDATE', 'DELETE')),
      result text NOT NULL CHECK (result IN ('SUCCESS', 'DENY')),
      server_id text COLLATE "C" NOT NULL,
      token_id text COLLATE "C" NOT NULL,
      user_agent text NOT NULL,
      request_ip text NOT NULL,
      resource text NOT NULL CHECK (resource IN ('ITEM', 'VAULT')),
      vault_id text COLLATE "C",
      item_id text COLLATE "C",
      item_version bigint
    );

    ${INDEXES}
  `,
};
