import type { Migration } from './migration.ts';

const MARK = 'UPDATE account SET offer_mark = hex(randomblob(16))';

/** SQLite has a trigger for one kind of change only. */
const marked = (name: string, change: string): string =>
  `CREATE TRIGGER ${name} AFTER ${change} BEGIN ${MARK}; END;`;

/**
 * A mark of what may be granted: of vaults, of servers, and of what each of them reaches. It is another one after each change of that, whoever
 * makes it, in the same transaction; so what was read beside a mark is still true where the mark is the same. Drawn at random and not
 * counted: a store that was restored never comes back to a mark that stood for something else.
 */
export const offer: Migration = {
  name: '0009-offer',
  sqlite: `
    ALTER TABLE account ADD COLUMN offer_mark TEXT NOT NULL DEFAULT '';
    ${MARK};

    ${marked('offer_vault_made', 'INSERT ON vault')}
    ${marked('offer_vault_changed', 'UPDATE OF id, name, type ON vault')}
    ${marked('offer_vault_gone', 'DELETE ON vault')}

    ${marked('offer_server_made', 'INSERT ON server')}
    ${marked('offer_server_changed', 'UPDATE OF id, name, state ON server')}
    ${marked('offer_server_gone', 'DELETE ON server')}

    ${marked('offer_grant_made', 'INSERT ON vault_grant')}
    ${marked('offer_grant_changed', 'UPDATE ON vault_grant')}
    ${marked('offer_grant_gone', 'DELETE ON vault_grant')}
  `,
  postgres: `
    ALTER TABLE account ADD COLUMN offer_mark text COLLATE "C" NOT NULL DEFAULT '';
    UPDATE account SET offer_mark = gen_random_uuid();

    CREATE FUNCTION mark_offer() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE account SET offer_mark = gen_random_uuid();
      RETURN NULL;
    END $$;

    CREATE TRIGGER offer_vault AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF id, name, type ON vault
      EXECUTE FUNCTION mark_offer();
    CREATE TRIGGER offer_server AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF id, name, state ON server
      EXECUTE FUNCTION mark_offer();
    CREATE TRIGGER offer_grant AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE ON vault_grant
      EXECUTE FUNCTION mark_offer();
  `,
};
