import type { Management } from '@connect-token/core';
import type { Store } from '@connect-token/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';
import { order, PRODUCTION } from './control-plane/world.ts';
import { remoteOver } from './management/remote-house.ts';
import { openEmbedded } from './management/sqlite-house.ts';
import type { ManagementUnderTest } from './management/subject.ts';
import { actorOf, HOLDER, PEOPLE, SEED } from './management/world.ts';

const SERVERS = 10_000;
/** As many rows as a statement takes. */
const AT_A_TIME = 1_000;

const ids = Array.from({ length: SERVERS }, (_, n) => `S${String(n).padStart(25, '0')}`);

let house: ManagementUnderTest;
let direct: Management;

beforeAll(async () => {
  const embedded = await openEmbedded({ ...SEED, servers: [] });
  await insertServers(embedded.store);
  direct = await embedded.house.as(HOLDER);
  house = await remoteOver(embedded);
});
afterAll(() => house.close());

/** As that many `server create` leave them, in one transaction. */
const insertServers = (store: Store): Promise<void> =>
  store.transact(async (trx) => {
    for (let from = 0; from < SERVERS; from += AT_A_TIME) {
      const some = ids.slice(from, from + AT_A_TIME);
      const servers = some.map((id) => ({ id, name: `Server ${id}`, created_at: 1, fixed: 0 }) as const);
      const grants = some.map((id) => ({ server_id: id, vault_id: PRODUCTION.id, access: 'rw' }) as const);
      await trx.insertInto('server').values(servers).execute();
      await trx.insertInto('vault_grant').values(grants).execute();
    }
  });

describe(`of ${SERVERS} servers`, () => {
  test.each([
    ['in the database', async () => direct],
    ['over the socket, page by page', () => house.as(HOLDER)],
    ['over the network, page by page', () => house.as(actorOf(PEOPLE[0]))],
  ])('each is listed once %s', async (_where, open) => {
    const { servers } = await open();
    const listed = must(await servers.list());
    expect(listed.map(({ id }) => id)).toEqual(ids);
    for (const { grants } of listed) expect(grants).toHaveLength(1);
  });

  test('the right one is changed, and nothing else', async () => {
    const owner = await house.as(HOLDER);
    const [one, other] = [ids[SERVERS / 2], ids[SERVERS - 1]] as [string, string];
    must(await owner.tokens.create(order([[PRODUCTION, 'r']], { serverId: one, expiresAt: null })));
    expect(must(await owner.credits.read()).servers).toEqual([{ serverId: one, usage: 1 }]);
    must(await owner.servers.rename(other, 'Another'));
    must(await owner.servers.delete(one));
    const listed = must(await owner.servers.list());
    expect(listed[0]).toMatchObject({ id: other, name: 'Another' });
    expect(listed.slice(1).map(({ id }) => id)).toEqual(ids.filter((id) => id !== one && id !== other));
    expect(must(await owner.credits.read()).servers).toEqual([]);
  });
});
