import type { Migration } from './migration.ts';

const COLUMNS = `id, at, kind, actor, lease_id, token_id, server_id, vault_id, group_id, person_id,
        credential_id, run_id, repository_id, detail`;

/** What the trails of leases and of the account held before, as they had it; `json`: a member of a JSON text, in the database's words. */
const carryOver = (json: (text: string, member: string) => string): string => `
    INSERT INTO audit_event (${COLUMNS})
      SELECT audit.id, audit.at, audit.kind, NULL, audit.lease_id, ${json('audit.detail', 'tokenId')}, lease.server_id,
        NULL, NULL, NULL, NULL, lease.run_id, lease.repository_id, audit.detail
      FROM audit LEFT JOIN lease ON lease.id = audit.lease_id;

    INSERT INTO audit_event (${COLUMNS})
      SELECT id, at, kind, coalesce(person_id, 'owner'), NULL, ${['token', 'server', 'vault', 'group', 'person', 'credential'].map((noun) => json('subject', noun)).join(', ')},
        NULL, NULL, '{}'
      FROM account_event;

    DROP TABLE audit;
    DROP TABLE account_event;
`;

const INDEXES = `
    CREATE INDEX audit_event_seal ON audit_event (seal, id);
    CREATE INDEX audit_event_lease ON audit_event (lease_id, id) WHERE lease_id IS NOT NULL;
    CREATE INDEX audit_event_run ON audit_event (run_id, id) WHERE run_id IS NOT NULL;
`;

/** One trail of everything, and the chain of seals over it. What was written before is sealed by the first process that seals. */
export const audit: Migration = {
  name: '0006-audit',
  // With row ids: an event is larger than what a table without them keeps in one place. Source: sqlite.org/withoutrowid.html
  sqlite: `
    CREATE TABLE audit_event (
      id TEXT PRIMARY KEY CHECK (length(id) = 26),
      at INTEGER NOT NULL,
      kind TEXT NOT NULL,
      actor TEXT,
      lease_id TEXT,
      token_id TEXT,
      server_id TEXT,
      vault_id TEXT,
      group_id TEXT,
      person_id TEXT,
      credential_id TEXT,
      run_id TEXT,
      repository_id TEXT,
      detail TEXT NOT NULL CHECK (json_type(detail) = 'object'),
      seal INTEGER
    ) STRICT;

    CREATE TABLE audit_seal (
      number INTEGER PRIMARY KEY CHECK (number > 0),
      at INTEGER NOT NULL,
      previous TEXT NOT NULL CHECK (length(previous) = 64),
      hash TEXT NOT NULL CHECK (length(hash) = 64),
      events TEXT NOT NULL
    ) STRICT;

    ${carryOver((text, member) => `${text} ->> '${member}'`)}
    ${INDEXES}
  `,
  postgres: `
    CREATE TABLE audit_event (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26),
      at bigint NOT NULL,
      kind text NOT NULL,
      actor text COLLATE "C",
      lease_id text COLLATE "C",
      token_id text COLLATE "C",
      server_id text COLLATE "C",
      vault_id text COLLATE "C",
      group_id text COLLATE "C",
      person_id text COLLATE "C",
      credential_id text COLLATE "C",
      run_id text COLLATE "C",
      repository_id text COLLATE "C",
      detail text NOT NULL CHECK (json_typeof(detail::json) = 'object'),
      seal bigint
    );

    CREATE TABLE audit_seal (
      number bigint PRIMARY KEY CHECK (number > 0),
      at bigint NOT NULL,
      previous text NOT NULL CHECK (length(previous) = 64),
      hash text NOT NULL CHECK (length(hash) = 64),
      events text NOT NULL
    );

    ${carryOver((text, member) => `${text}::json ->> '${member}'`)}
    ${INDEXES}
  `,
};
