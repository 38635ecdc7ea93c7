import { DatabaseSync } from 'node:sqlite';
import { instant } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type House,
  issue,
  must,
  openHouse,
  orderOf,
  PRIVATE,
  PRODUCTION,
  SERVER,
  SHARED,
} from './testing/house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const AWAY = {
  ok: false,
  error: { effect: 'none', failure: { code: 'STORE_UNAVAILABLE', cause: 'the store is closed' } },
};

test('a store that is away is a failure of each call, and no token leaves', async () => {
  const { controlPlane } = house.account;
  await house.store.close();
  expect(await controlPlane.vaults.list()).toEqual(AWAY);
  expect(await controlPlane.servers.list()).toEqual(AWAY);
  expect(await controlPlane.tokens.list()).toEqual(AWAY);
  expect(await controlPlane.tokens.create(orderOf({ [PRODUCTION]: 'r' }))).toEqual(AWAY);
  expect(await controlPlane.tokens.delete('x')).toEqual(AWAY);
});

test('when a token is there, its row is on disk: a second connection reads it', async () => {
  const { id } = await issue(house);
  const other = new DatabaseSync(house.store.path, { readOnly: true });
  expect(other.prepare('SELECT state FROM token WHERE id = ?').get(id)?.['state']).toBe('ACTIVE');
  other.close();
});

describe('a vault that became built in after its grant', () => {
  test.each([
    ['by its type', "UPDATE vault SET type = 'PERSONAL' WHERE id = ?", PRODUCTION],
    ['by a grant beside the rules', `INSERT INTO vault_grant VALUES ('${SERVER}', ?, 'rw')`, PRIVATE],
    ['Shared, where the setting is off', `INSERT INTO vault_grant VALUES ('${SERVER}', ?, 'rw')`, SHARED],
  ])('%s', async (_, statement, vaultId) => {
    await house.sql(statement, vaultId);
    const created = await house.account.controlPlane.tokens.create(orderOf({ [vaultId]: 'r' }));
    expect(created).toMatchObject({
      ok: false,
      error: { effect: 'none', failure: { code: 'VAULT_BUILT_IN', id: vaultId } },
    });
    expect(must(await house.account.controlPlane.tokens.list())).toEqual([]);
  });
});

test('Shared is granted where the setting is on', async () => {
  await house.sql(`INSERT INTO vault_grant VALUES ('${SERVER}', ?, 'r')`, SHARED);
  const { controlPlane } = must(await house.open({ allowEveryone: true }));
  expect((await controlPlane.tokens.create(orderOf({ [SHARED]: 'r' }, {}, 'EVERYONE'))).ok).toBe(true);
});

test('an expiry between two seconds is cut, never lengthened', async () => {
  const expiresAt = instant(Date.UTC(2026, 10, 1, 12, 15, 7, 999));
  const { token } = must(
    await house.account.controlPlane.tokens.create(orderOf({ [PRODUCTION]: 'r' }, { expiresAt })),
  );
  expect(token.expiresAt).toBe(Date.UTC(2026, 10, 1, 12, 15, 7));
});

test('a grant that is taken away while a token is made wins or loses, and nothing in between', async () => {
  const [created] = await Promise.all([
    house.account.controlPlane.tokens.create(orderOf({ [PRODUCTION]: 'r' })),
    house.sql('DELETE FROM vault_grant'),
  ]);
  const tokens = must(await house.account.controlPlane.tokens.list());
  expect(tokens).toHaveLength(created.ok ? 1 : 0);
});

test('of many orders at the same time, each is made or refused by itself', async () => {
  const orders = Array.from({ length: 40 }, (_, index) =>
    house.account.controlPlane.tokens.create(orderOf({ [index % 2 === 0 ? PRODUCTION : PRIVATE]: 'r' })),
  );
  const answers = await Promise.all(orders);
  expect(answers.map(({ ok }) => ok)).toEqual(answers.map((_, index) => index % 2 === 0));
  const ids = new Set(must(await house.account.controlPlane.tokens.list()).map(({ id }) => id));
  expect(ids.size).toBe(20);
});
