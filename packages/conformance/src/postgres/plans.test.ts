import type { ItemDraft } from '@connect-token/account';
import { instant, type TokenOrder } from '@connect-token/core';
import type { Store } from '@connect-token/storage';
import { temporaryDirectory } from '@connect-token/testkit';
import { sql } from 'kysely';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { openHouse } from '../bench/house.ts';
import { must } from '../control-plane/subject.ts';
import { ONE, postgresItems, TWO } from '../items/house.ts';
import { byKey, byToken, intended, intentOf, NO_TOMBSTONE, sha256Of, stamp } from '../lease-store/intents.ts';
import { administer, databaseUrl, describePostgres } from './database.ts';

/** Tables that grow with the jobs there ever were, and with what a team keeps. */
const LARGE = [
  'lease',
  'audit_event',
  'token',
  'token_vault',
  'used_id_token',
  'tombstone',
  'job_over',
  'item',
  'item_file',
];

/** Rows that the server asks for before it looks at a table by itself. */
const ENOUGH = 50;

/**
 * A plan is made once for each connection, and again after each look of the database at what its tables hold: here while they are empty, and
 * once they hold leases that have ended and none that is open. It serves when they are large, and thousands are open (F32).
 */
describePostgres('the plan of each statement of a mint and of an end', () => {
  test('finds its rows by values that an index has', async () => {
    const directory = await temporaryDirectory('plans');
    const { store, leases, account } = await openHouse(directory.path, (await databaseUrl()).reveal());
    const { controlPlane } = account;
    const [server] = must(await controlPlane.servers.list());
    const [vault] = must(await controlPlane.vaults.list());
    if (server === undefined || vault === undefined) throw new Error('a house has a server and a vault');

    const mintAndEnd = async (): Promise<void> => {
      const [one, other] = await Promise.all([intended(leases), intended(leases)]);
      const order: TokenOrder = {
        name: one.tokenName,
        serverId: server.id,
        scope: [{ vault, access: 'r' }],
        expiresAt: instant(Date.now() + 60_000),
      };
      const { token } = must(await controlPlane.tokens.create(order));
      await leases.activate(one.id, { id: token.id, sha256: sha256Of(`token of ${one.id}`) }, stamp());
      await leases.end(byToken(one), 'token', NO_TOMBSTONE, stamp());
      await leases.end(byKey(other.key ?? ''), 'handle', NO_TOMBSTONE, stamp());
      must(await controlPlane.tokens.delete(token.id));
      await Promise.all([one, other].map(({ id }) => leases.settle(id, stamp())));
      await leases.intend(intentOf({ key: one.key }), stamp());
    };
    await mintAndEnd();
    const statements = await prepared(store);
    expect(statements.length).toBeGreaterThan(8);
    expect(await wholeReads(store, statements)).toEqual([]);
    await Promise.all(Array.from({ length: ENOUGH }, mintAndEnd));
    await administer('ANALYZE');
    expect(await wholeReads(store, statements)).toEqual([]);
    await store.close();
    await directory.remove();
  });
});

describePostgres('the plan of each statement of a read', () => {
  test('finds its rows by values that an index has', async () => {
    const house = await postgresItems(CONTENT);
    const { connect } = house.account;
    const bearer = await house.bearer({ [ONE]: 'rw', [TWO]: 'rw' });
    const read = await house.reader();
    const { id } = must(await connect.createItem(bearer, ONE, NEW_ITEM));
    const readAll = async (): Promise<void> => {
      expect((await read(ONE, id))?.files).toHaveLength(0);
      expect((await read(TWO, FILED))?.files).toHaveLength(1);
      expect(await connect.file(ONE, id, id)).toBeUndefined();
      for await (const slice of connect.items(ONE, null)) expect(slice).toHaveLength(1);
      expect(await connect.vaults(bearer)).toHaveLength(2);
    };
    await readAll();
    const statements = await prepared(house.store);
    expect(statements.filter((text) => text.includes('item_file')).length).toBeGreaterThan(1);
    expect(await wholeReads(house.store, statements)).toEqual([]);
    await Promise.all(
      Array.from({ length: ENOUGH }, async () => {
        must(await connect.createItem(await house.bearer({ [TWO]: 'rw' }), TWO, NEW_ITEM));
      }),
    );
    await administer('ANALYZE');
    expect(await wholeReads(house.store, await prepared(house.store))).toEqual([]);
    await house.close();
  });
});

const FILED = 'filed000000000000000000000';

const CONTENT = `
version: 1
account: { name: Acme }
vaults:
  - { name: One, id: ${ONE} }
  - { name: Two, id: ${TWO}, items: [{ id: ${FILED}, title: Filed, category: LOGIN, files: [{ name: a.pem, content: a }] }] }
servers: [{ name: Production, vaults: ['One,rw', 'Two,rw'] }]
`;

const NEW_ITEM: ItemDraft = {
  title: 'New',
  category: 'LOGIN',
  tags: [],
  urls: [],
  favorite: false,
  sections: [],
  fields: [],
};

/** What the connections of a store keep planned: as many units as there are connections have each of them. */
async function prepared(store: Store): Promise<readonly string[]> {
  const ofOne = () =>
    store.transact(async (trx) => {
      const { rows } = await sql<{
        statement: string;
      }>`select statement from pg_prepared_statements`.execute(trx);
      return rows.map(({ statement }) => statement);
    });
  const all = await Promise.all(Array.from({ length: 10 }, ofOne));
  return [...new Set(all.flat())].filter((text) => !text.includes('pg_prepared_statements'));
}

interface Setting {
  readonly name: string;
  readonly setting: string;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Recheck Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Where a large table is read from one end to the other: without an index, or by all that an index holds. */
async function wholeReads(store: Store, statements: readonly string[]): Promise<readonly PlanNode[]> {
  const plans = await plansOf(store, statements);
  return plans.flatMap(nodesOf).filter((node) => {
    const isRead = node['Node Type'].includes('Scan') && LARGE.includes(node['Relation Name'] ?? '');
    return isRead && !(node['Index Cond'] ?? node['Recheck Cond'] ?? '').includes(' = ');
  });
}

const nodesOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** In a session that plans as those of the store do; a statement with places for values can be explained without any in a plain text only. */
async function plansOf(store: Store, statements: readonly string[]): Promise<readonly PlanNode[]> {
  const settings = await store.transact(async (trx) => {
    const asked = sql<Setting>`select name, setting from pg_settings where source = 'client' and name like 'enable%'`;
    return (await asked.execute(trx)).rows;
  });
  const session = new Client({ connectionString: (await databaseUrl()).reveal() });
  await session.connect();
  for (const { name, setting } of settings) await session.query(`set ${name} = ${setting}`);
  const plans: PlanNode[] = [];
  for (const statement of statements) {
    const { rows } = await session.query(`explain (generic_plan, format json) ${statement}`);
    plans.push(rows[0]['QUERY PLAN'][0].Plan);
  }
  await session.end();
  return plans;
}
