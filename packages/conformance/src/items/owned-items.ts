import type { ItemDraft } from '@connect-token/account';
import type { ImportedItem, ImportedVault, OwnedItems } from '@connect-token/account/items';
import { type Result, secret } from '@connect-token/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { type ItemHouse, ONE, TWO } from './house.ts';

const draftOf = (title: string, value = 'hunter2'): ItemDraft => ({
  title,
  category: 'LOGIN',
  tags: ['shop'],
  urls: [],
  favorite: false,
  sections: [],
  fields: [
    {
      id: 'pin',
      label: 'pin',
      type: 'CONCEALED',
      purpose: null,
      sectionId: null,
      value: secret(value),
      recipe: null,
    },
  ],
});

const importedItem = (draft: ItemDraft): ImportedItem => ({
  id: null,
  draft,
  overviewOnly: false,
  sealedIn: null,
  sealed: [],
  files: null,
});

const vaultOf = (name: string, ...items: readonly ImportedItem[]): ImportedVault => ({
  id: null,
  name,
  description: '',
  type: 'USER_CREATED',
  items,
});

const codesOf = (answers: readonly Result<unknown, readonly { readonly code: string }[]>[]) =>
  answers.map((answer) => (answer.ok ? 'ok' : answer.error[0]?.code)).sort();

/** What holds of the owner's port on each database. */
export function ownedItemsContract(openHouse: () => Promise<ItemHouse>): void {
  let house: ItemHouse;
  let items: OwnedItems;
  beforeEach(async () => {
    house = await openHouse();
    items = await house.account.items();
  });
  afterEach(() => house.close());

  const kinds = async (): Promise<readonly string[]> => {
    const rows = await house.store.transact((trx) =>
      trx.selectFrom('audit_event').select('kind').orderBy('id').execute(),
    );
    return rows.map(({ kind }) => kind);
  };

  test('an item is made, changed and deleted, each with its event', async () => {
    const made = must(await items.create(ONE, draftOf('New')));
    const address = { vaultId: ONE, itemId: made.id };
    expect(must(await items.replace(address, 1, draftOf('Newer', 'hunter3')))).toMatchObject({ version: 2 });
    const read = must(await items.item(ONE, made.id));
    expect(read.fields.map(({ value }) => value.reveal())).toEqual(['hunter3']);
    expect(must(await items.list(ONE)).map(({ title }) => title)).toEqual(['Newer']);
    must(await items.delete(address));
    expect(await items.item(ONE, made.id)).toMatchObject({ error: [{ code: 'ITEM_UNKNOWN' }] });
    expect(await kinds()).toEqual(['item.create', 'item.update', 'item.delete']);
  });

  test('what is refused changes nothing and has no event', async () => {
    const { id: itemId } = must(await items.create(ONE, draftOf('Here')));
    const address = { vaultId: ONE, itemId };
    const refused = [
      await items.replace(address, 7, draftOf('x')),
      await items.replace(address, 1, draftOf('')),
      await items.replace({ ...address, vaultId: TWO }, 1, draftOf('x')),
      await items.delete({ ...address, vaultId: TWO }),
      await items.create('nope', draftOf('x')),
    ];
    expect(refused.map((each) => (each.ok ? 'ok' : each.error[0].code))).toEqual([
      'PRECONDITION_FAILED',
      'ITEM_INVALID',
      'ITEM_UNKNOWN',
      'ITEM_UNKNOWN',
      'VAULT_UNKNOWN',
    ]);
    expect(must(await items.item(ONE, itemId))).toMatchObject({ title: 'Here', version: 1 });
    expect(await kinds()).toEqual(['item.create']);
  });

  test('of two changes of one version at the same time one is done', async () => {
    const { id: itemId } = must(await items.create(ONE, draftOf('Both')));
    const address = { vaultId: ONE, itemId };
    const both = await Promise.all(['a', 'b'].map((title) => items.replace(address, 1, draftOf(title))));
    expect(codesOf(both)).toEqual(['PRECONDITION_FAILED', 'ok']);
    expect(must(await items.item(ONE, itemId)).version).toBe(2);
    const deleted = await Promise.all([items.delete(address), items.delete(address)]);
    expect(codesOf(deleted)).toEqual(['ITEM_UNKNOWN', 'ok']);
  });

  test('an import is done once, and not on another state than its plan was made for', async () => {
    const vaults = [vaultOf('One', importedItem(draftOf('A'))), vaultOf('Fresh', importedItem(draftOf('B')))];
    const plan = must(await items.planImport(vaults));
    expect(plan.changes.map(({ kind }) => kind)).toEqual(['item.create', 'vault.create', 'item.create']);
    const both = await Promise.all([items.import(vaults, plan.state), items.import(vaults, plan.state)]);
    expect(codesOf(both)).toEqual(['PRECONDITION_FAILED', 'ok']);
    expect(must(await items.planImport(vaults))).toMatchObject({ changes: [], unchanged: 2 });
    expect(must(await items.vaults()).map((vault) => [vault.name, vault.items])).toEqual([
      ['Fresh', 1],
      ['One', 1],
      ['Two', 0],
    ]);
  });

  test('an export reads the same each time, with its values sealed or plain as it is asked', async () => {
    must(await items.create(TWO, draftOf('Sealed')));
    const text = async (secrets: 'sealed' | 'plain') =>
      must(await items.export({ vaultIds: null, secrets })).reveal();
    const sealed = await text('sealed');
    expect(sealed).not.toContain('hunter2');
    expect(await text('sealed')).toBe(sealed);
    expect(await text('plain')).toContain('hunter2');
    expect(await items.export({ vaultIds: ['nope'], secrets: 'plain' })).toMatchObject({
      error: [{ code: 'VAULT_UNKNOWN' }],
    });
  });

  test('what a token reads is what its owner has written, at once', async () => {
    const bearer = await house.bearer({ [ONE]: 'r' });
    const { id } = must(await items.create(ONE, draftOf('Seen')));
    const read = await house.reader();
    const seen = await read(ONE, id);
    expect([seen?.title, seen?.lastEditedBy === bearer.serverId]).toEqual(['Seen', false]);
    must(await items.delete({ vaultId: ONE, itemId: id }));
    expect(await read(ONE, id)).toBeUndefined();
  });
}
