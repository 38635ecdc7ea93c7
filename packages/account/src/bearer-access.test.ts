import { instant } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ItemOverview } from './items/item.ts';
import {
  CONFIGURATION,
  DATABASE,
  type House,
  issue,
  must,
  openHouse,
  PASSWORD,
  PRODUCTION,
  SERVER,
} from './testing/house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const NOT_VALID = { ok: false, error: 'not-valid' };

describe('a token is asked for at each call', () => {
  test('it says whose it is and what it reaches', async () => {
    const { id, text } = await issue(house, { [PRODUCTION]: 'r', [CONFIGURATION]: 'r' });
    expect(await house.account.connect.authenticate(text)).toEqual({
      ok: true,
      value: {
        tokenId: id,
        serverId: SERVER,
        reach: [
          { vaultId: PRODUCTION, access: 'r' },
          { vaultId: CONFIGURATION, access: 'r' },
        ],
      },
    });
  });

  test('it reaches nothing beyond what its server is granted at that moment', async () => {
    const { text } = await issue(house, { [PRODUCTION]: 'rw', [CONFIGURATION]: 'r' });
    const reach = async () => must(await house.account.connect.authenticate(text)).reach;
    await house.sql("UPDATE vault_grant SET access = 'r' WHERE vault_id = ?", PRODUCTION);
    await house.sql('DELETE FROM vault_grant WHERE vault_id = ?', CONFIGURATION);
    expect(await reach()).toEqual([{ vaultId: PRODUCTION, access: 'r' }]);
    await house.sql("UPDATE vault_grant SET access = 'w' WHERE vault_id = ?", PRODUCTION);
    expect(await reach()).toEqual([{ vaultId: PRODUCTION, access: 'w' }]);
    await house.sql('DELETE FROM vault_grant');
    expect(await reach()).toEqual([]);
  });

  test('a grant that is wider than the token does not widen it', async () => {
    const { text } = await issue(house, { [PRODUCTION]: 'r' });
    expect(must(await house.account.connect.authenticate(text)).reach).toEqual([
      { vaultId: PRODUCTION, access: 'r' },
    ]);
  });

  test('it lives to the last millisecond before its expiry', async () => {
    const exp = instant(Date.UTC(2026, 10, 1, 12, 15));
    const { text } = await issue(house, { [PRODUCTION]: 'r' }, exp);
    house.setTime(instant(exp - 1));
    expect((await house.account.connect.authenticate(text)).ok).toBe(true);
    house.setTime(exp);
    expect(await house.account.connect.authenticate(text)).toEqual(NOT_VALID);
  });

  test('the expiry in the database counts as well as the one in the token', async () => {
    const { text } = await issue(house, { [PRODUCTION]: 'r' });
    await house.sql('UPDATE token SET expires_at = ?', house.clock.now() - 250);
    expect(await house.account.connect.authenticate(text)).toEqual(NOT_VALID);
  });

  test('revoked it is dead at once', async () => {
    const { id, text } = await issue(house);
    await house.account.controlPlane.tokens.delete(id);
    expect(await house.account.connect.authenticate(text)).toEqual(NOT_VALID);
  });

  test('a good signature without its row is worth nothing', async () => {
    const { text } = await issue(house);
    await house.sql('DELETE FROM token_vault');
    await house.sql('DELETE FROM token');
    expect(await house.account.connect.authenticate(text)).toEqual(NOT_VALID);
  });

  test('a store that is away rejects: nobody is let in, nobody is called a stranger', async () => {
    const { text } = await issue(house);
    await house.store.close();
    await expect(house.account.connect.authenticate(text)).rejects.toThrow('the store is closed');
  });
});

describe('vaults', () => {
  test('those within reach, by name, with the number of their items', async () => {
    const { text } = await issue(house, { [PRODUCTION]: 'r', [CONFIGURATION]: 'r' });
    const bearer = must(await house.account.connect.authenticate(text));
    expect(await house.account.connect.vaults(bearer)).toEqual([
      expect.objectContaining({ id: CONFIGURATION, name: 'Configuration', items: 0 }),
      {
        id: PRODUCTION,
        name: 'Production',
        description: 'What customers see',
        type: 'USER_CREATED',
        attributeVersion: 1,
        contentVersion: 1,
        items: 2,
        createdAt: house.clock.now(),
        updatedAt: house.clock.now(),
      },
    ]);
  });

  test('none where nothing is reached', async () => {
    const bearer = { tokenId: 'x', serverId: SERVER, reach: [] };
    expect(await house.account.connect.vaults(bearer)).toEqual([]);
  });

  test('one by its id in any case, or none', async () => {
    expect(await house.account.connect.vault(PRODUCTION.toUpperCase())).toMatchObject({ id: PRODUCTION });
    expect(await house.account.connect.vault('none')).toBeUndefined();
  });
});

const OVERVIEW = {
  id: DATABASE,
  vaultId: PRODUCTION,
  title: 'Database',
  category: 'DATABASE',
  tags: ['shop', 'sql'],
  urls: [{ href: 'https://db.acme.example', label: 'console', primary: true }],
  favorite: true,
  version: 1,
  lastEditedBy: 'acme0000000000000000000000',
};

describe('items', () => {
  const listed = async (vaultId: string): Promise<readonly ItemOverview[]> => {
    const items: ItemOverview[] = [];
    for await (const slice of house.account.connect.items(vaultId, null)) items.push(...slice);
    return items;
  };

  test('a list shows overviews by title, and opens nothing', async () => {
    await house.sql('UPDATE item SET sealed = ?', new Uint8Array(3));
    const now = house.clock.now();
    expect(await listed(PRODUCTION)).toEqual([
      expect.objectContaining({ title: 'Api', category: 'API_CREDENTIAL', favorite: false, tags: [] }),
      { ...OVERVIEW, createdAt: now, updatedAt: now },
    ]);
    expect(await listed(CONFIGURATION)).toEqual([]);
  });

  test('one is opened with its sections and fields', async () => {
    const item = await house.item(PRODUCTION, DATABASE);
    expect(item).toMatchObject(OVERVIEW);
    const [credentials, more] = item?.sections ?? [];
    expect(credentials).toEqual({ id: 'credentials', label: 'Credentials' });
    expect(more).toEqual({ id: expect.stringMatching(/^[a-z2-7]{26}$/), label: 'More' });
    expect(item?.fields.map(({ value, code: _, ...field }) => ({ ...field, value: value.reveal() }))).toEqual(
      [
        {
          id: 'username',
          label: 'username',
          type: 'STRING',
          purpose: 'USERNAME',
          sectionId: null,
          value: 'shop',
        },
        {
          id: 'password',
          label: 'password',
          type: 'CONCEALED',
          purpose: 'PASSWORD',
          sectionId: 'credentials',
          value: PASSWORD,
        },
        { id: 'port', label: 'port', type: 'STRING', purpose: null, sectionId: more?.id, value: '5432' },
      ],
    );
    expect(JSON.stringify(item)).not.toContain(PASSWORD);
  });

  test('one that is in another vault, or nowhere, is absent', async () => {
    expect(await house.item(CONFIGURATION, DATABASE)).toBeUndefined();
    expect(await house.item(PRODUCTION, 'none')).toBeUndefined();
  });

  test('a row that was moved to a vault that the token reaches does not open', async () => {
    await house.sql('UPDATE item SET vault_id = ? WHERE id = ?', CONFIGURATION, DATABASE);
    await expect(house.item(CONFIGURATION, DATABASE)).rejects.toThrow("can't be opened: damaged");
  });

  test('the sealed part of one item does not open in the place of another', async () => {
    await house.sql('UPDATE item SET sealed = (SELECT sealed FROM item WHERE id = ?)', DATABASE);
    const [api] = await listed(PRODUCTION);
    await expect(house.item(PRODUCTION, api?.id ?? '')).rejects.toThrow("can't be opened");
    expect(await house.item(PRODUCTION, DATABASE)).toMatchObject(OVERVIEW);
  });
});
