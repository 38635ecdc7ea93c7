import type { Migration } from './migration.ts';

/**
 * Files of items, sealed as items are; and lists of items in the order in which they are shown, so that they can be read in slices.
 * `item_vault` stays for counting: it is a tenth of `item_title`, which has the titles.
 */
export const items: Migration = {
  name: '0007-items',
  sqlite: `
    CREATE INDEX item_title ON item (vault_id, title, id);

    CREATE TABLE item_file (
      id TEXT PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      item_id TEXT NOT NULL REFERENCES item (id),
      name TEXT NOT NULL,
      size INTEGER NOT NULL CHECK (size >= 0),
      section_id TEXT,
      position INTEGER NOT NULL CHECK (position >= 0),
      created_at INTEGER NOT NULL,
      sealed BLOB NOT NULL,
      UNIQUE (item_id, position)
    ) STRICT;
  `,
  postgres: `
    CREATE INDEX item_title ON item (vault_id, title, id);

    CREATE TABLE item_file (
      id text COLLATE "C" PRIMARY KEY CHECK (length(id) = 26 AND id = lower(id)),
      item_id text COLLATE "C" NOT NULL REFERENCES item (id),
      name text NOT NULL,
      size bigint NOT NULL CHECK (size >= 0),
      section_id text COLLATE "C",
      position bigint NOT NULL CHECK (position >= 0),
      created_at bigint NOT NULL,
      sealed bytea NOT NULL,
      UNIQUE (item_id, position)
    );
  `,
};
