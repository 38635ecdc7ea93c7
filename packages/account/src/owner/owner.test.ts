import { randomBytes } from 'node:crypto';
import { secret } from '@connect-token/core';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ItemDraft } from '../items/item-draft.ts';
import { sealingKey } from '../seal.ts';
import {
  accountFileOf,
  CONFIGURATION,
  DATABASE,
  type House,
  must,
  openHouse,
  PASSWORD,
  PRODUCTION,
} from '../testing/house.ts';
import { formatExport } from './export-text.ts';
import type { ImportedItem, ImportedVault } from './imported.ts';
import { importedVaults } from './imported-file.ts';
import type { OwnedItems } from './owned-items.ts';

let house: House;
let owned: OwnedItems;

beforeEach(async () => {
  house = await openHouse();
  owned = await house.account.items();
});

afterEach(() => house.close());

const items = (): OwnedItems => owned;

const draftOf = (title: string, changes: Partial<ItemDraft> = {}): ItemDraft => ({
  title,
  category: 'LOGIN',
  tags: [],
  urls: [],
  favorite: false,
  sections: [],
  fields: [],
  ...changes,
});

const field = (label: string, value: string, id: string | null = null): ItemDraft['fields'][number] => ({
  id,
  label,
  type: 'CONCEALED',
  purpose: null,
  sectionId: null,
  value: secret(value),
  recipe: null,
});

const importedItem = (draft: ItemDraft, changes: Partial<ImportedItem> = {}): ImportedItem => ({
  id: null,
  draft,
  overviewOnly: false,
  sealedIn: null,
  sealed: [],
  files: null,
  ...changes,
});

const vaultOf = (name: string, ...list: readonly ImportedItem[]): ImportedVault => ({
  id: null,
  name,
  description: '',
  type: 'USER_CREATED',
  items: list,
});

async function imported(...vaults: readonly ImportedVault[]) {
  const plan = must(await items().planImport(vaults));
  const made = must(await items().import(vaults, plan.state));
  expect(made).toEqual({ changes: plan.changes, unchanged: plan.unchanged });
  return plan;
}

const exported = async (secrets: 'sealed' | 'plain') =>
  formatExport(must(await items().export({ vaultIds: null, secrets }))).reveal();

const events = async () => (await house.sql('SELECT * FROM audit_event ORDER BY id')).map(({ kind }) => kind);

describe('an item in the hands of the owner', () => {
  test('is made, changed and deleted in every vault, with an event each that holds neither title nor value', async () => {
    const made = must(
      await items().create(CONFIGURATION, draftOf('New', { fields: [field('pin', 'hunter2')] })),
    );
    expect(made).toMatchObject({ title: 'New', version: 1, fields: [{ label: 'pin' }] });
    const address = { vaultId: CONFIGURATION, itemId: made.id };
    const changed = must(await items().replace(address, 1, draftOf('Newer')));
    expect(changed).toMatchObject({ title: 'Newer', version: 2, fields: [] });
    must(await items().delete(address));
    expect(await items().item(CONFIGURATION, made.id)).toMatchObject({ error: [{ code: 'ITEM_UNKNOWN' }] });
    expect(await events()).toEqual(['item.create', 'item.update', 'item.delete']);
    const trail = JSON.stringify(await house.sql('SELECT * FROM audit_event'));
    expect(trail).toContain(made.id);
    expect(trail).not.toMatch(/hunter2|Newer/);
  });

  test('is refused where somebody changed it since, it is gone, or it breaks a rule; then nothing changes', async () => {
    const before = await house.dump();
    const address = { vaultId: PRODUCTION, itemId: DATABASE };
    const refused = [
      await items().replace(address, 7, draftOf('x', { category: 'DATABASE' })),
      await items().replace(address, 1, draftOf('', { category: 'DATABASE' })),
      await items().delete({ ...address, vaultId: CONFIGURATION }),
      await items().create('nope', draftOf('x')),
      await items().create(PRODUCTION, draftOf('x', { category: 'DOCUMENT' })),
    ];
    expect(refused.map((each) => (each.ok ? 'ok' : each.error[0].code))).toEqual([
      'PRECONDITION_FAILED',
      'ITEM_INVALID',
      'ITEM_UNKNOWN',
      'VAULT_UNKNOWN',
      'ITEM_INVALID',
    ]);
    expect(await house.dump()).toEqual(before);
  });
});

describe('an import', () => {
  test('makes vaults and items, finds items by id and by title, and changes nothing the second time', async () => {
    const vaults = [
      vaultOf('Fresh', importedItem(draftOf('A', { fields: [field('pin', '1'), field('pin', '2')] }))),
      vaultOf('Production', importedItem(draftOf('Api', { category: 'API_CREDENTIAL', tags: ['new'] }))),
    ];
    const plan = await imported(...vaults);
    expect(plan.changes).toMatchObject([
      { kind: 'vault.create', vault: 'Fresh' },
      { kind: 'item.create', vault: 'Fresh', item: 'A' },
      { kind: 'item.update', vault: 'Production', item: 'Api', version: 1 },
    ]);
    expect(await imported(...vaults)).toMatchObject({ changes: [], unchanged: 2 });
    expect(await events()).toEqual(['vault.create', 'item.import', 'item.import']);
  });

  test('of what a list shows keeps the fields that are there', async () => {
    const draft = draftOf('Db', { category: 'DATABASE' });
    await imported(vaultOf('Production', importedItem(draft, { id: DATABASE, overviewOnly: true })));
    const item = must(await items().item(PRODUCTION, DATABASE));
    expect(item).toMatchObject({ title: 'Db', tags: [], version: 2 });
    expect(item.fields.map(({ value }) => value.reveal())).toContain(PASSWORD);
  });

  test('into another vault gives new ids where the old ones are taken, to files too', async () => {
    const files = [
      {
        id: 'f'.repeat(26),
        name: 'a.txt',
        sectionId: null,
        content: { kind: 'plain', bytes: secret(Buffer.from('hi')) },
      },
    ] as const;
    const item = importedItem(draftOf('Db', { category: 'DOCUMENT' }), { id: 'd'.repeat(26), files });
    await imported(vaultOf('Finance', item));
    await imported(vaultOf('Copy', item));
    const vaults = must(await items().vaults());
    const copy = vaults.find(({ name }) => name === 'Copy');
    const [made] = must(await items().list(copy?.id ?? ''));
    expect(made?.id).not.toBe('d'.repeat(26));
    expect(await imported(vaultOf('Finance', item))).toMatchObject({ changes: [], unchanged: 1 });
  });

  test('is refused whole with every reason, and writes nothing', async () => {
    const before = await house.dump();
    const twin = importedItem(draftOf('Twin'));
    must(await items().create(CONFIGURATION, draftOf('Twin')));
    must(await items().create(CONFIGURATION, draftOf('Twin')));
    const there = await house.dump();
    expect(there).not.toEqual(before);
    const refused = await items().planImport([
      vaultOf('Fresh', importedItem(draftOf(''))),
      vaultOf('Configuration', twin),
      { ...vaultOf('Nobody'), type: 'PERSONAL' },
      vaultOf('Finance', importedItem(draftOf('x', { fields: [field('a', '', 'a'), field('b', '', 'a')] }))),
    ]);
    expect(refused.ok ? [] : refused.error.map(({ code }) => code)).toEqual([
      'ITEM_INVALID',
      'ITEM_INVALID',
      'CHANGE_IMPOSSIBLE',
      'ITEM_INVALID',
    ]);
    expect(await house.dump()).toEqual(there);
  });

  test('is not done on another state than its plan was made for', async () => {
    const vaults = [
      vaultOf('Production', importedItem(draftOf('Api', { category: 'API_CREDENTIAL', tags: ['x'] }))),
    ];
    const { state } = must(await items().planImport(vaults));
    await imported(
      vaultOf('Production', importedItem(draftOf('Api', { category: 'API_CREDENTIAL', tags: ['y'] }))),
    );
    const before = await house.dump();
    expect(await items().import(vaults, state)).toMatchObject({ error: [{ code: 'PRECONDITION_FAILED' }] });
    expect(await house.dump()).toEqual(before);
  });
});

describe('an export', () => {
  test('holds every secret sealed, and reads the same each time', async () => {
    const text = await exported('sealed');
    expect(text).toContain('value_sealed: ');
    expect(text).not.toContain(PASSWORD);
    expect(await exported('sealed')).toBe(text);
    expect((await exported('plain')).includes(PASSWORD)).toBe(true);
    expect(await events()).toEqual(['account.export', 'account.export', 'account.export']);
  });

  test('of one vault has that vault and nothing else', async () => {
    const order = { vaultIds: [CONFIGURATION], secrets: 'plain' } as const;
    const text = formatExport(must(await items().export(order))).reveal();
    expect(text).toContain('Configuration');
    expect(text).not.toMatch(/Production|servers|plan/);
    expect(await items().export({ ...order, vaultIds: ['nope'] })).toMatchObject({
      error: [{ code: 'VAULT_UNKNOWN' }],
    });
  });

  test('that is imported where it comes from changes nothing, sealed or not', async () => {
    for (const secrets of ['sealed', 'plain'] as const) {
      const { vaults } = accountFileOf(await exported(secrets)).value;
      expect(await imported(...importedVaults(vaults))).toMatchObject({ changes: [], unchanged: 2 });
    }
  });

  test('sealed opens under its own key only, and where it stood only', async () => {
    const text = await exported('sealed');
    const moved = text.replace(`id: ${DATABASE}`, `id: ${'x'.repeat(26)}`);
    const other = sealingKey(randomBytes(32));
    for (const [file, key] of [
      [text, other],
      [moved, house.key],
    ] as const) {
      const opening = openHouse({ accountFile: accountFileOf(file), sealingKey: key });
      await expect(opening).rejects.toThrow('ITEM_INVALID');
      await expect(opening).rejects.not.toThrow(PASSWORD);
    }
  });

  const text = fc.string({ unit: 'grapheme', maxLength: 20 });
  const value = fc.oneof(
    text,
    fc.stringMatching(/^[\s\S]{0,12}$/),
    fc.constantFrom('0042', 'true', '~', 'a: b', '# x', '- y', ' \n\t', '\r\n', 'x\n', '\u0085', '"', "'"),
  );
  const name = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9 ,:#'"-]{1,12}$/),
    fc.constantFrom('null', 'yes', 'A,r', '1'),
  );

  test('that a new account is made from leads to the same export', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, name, value), { minLength: 1, maxLength: 6 }),
        fc.uint8Array({ maxLength: 40 }),
        async (entries, bytes) => {
          const list = entries.map(([title, label, secretText], index) =>
            importedItem(
              draftOf(title, {
                tags: [label],
                sections: [{ id: `s${index}`, label }],
                fields: [field(label, secretText), { ...field('', 'x'), sectionId: `s${index}` }],
              }),
              {
                id: `${index}`.padStart(26, 'i'),
                files: [
                  {
                    id: null,
                    name: label,
                    sectionId: null,
                    content: { kind: 'plain', bytes: secret(bytes) },
                  },
                ],
              },
            ),
          );
          await imported({ ...vaultOf('Law', ...list), description: entries[0]?.[2].trim() ?? '' });
          for (const secrets of ['sealed', 'plain'] as const) {
            const first = await exported(secrets);
            const copy = await openHouse({ accountFile: accountFileOf(first), sealingKey: house.key });
            try {
              const again = must(await (await copy.account.items()).export({ vaultIds: null, secrets }));
              expect(formatExport(again).reveal()).toBe(first);
            } finally {
              await copy.close();
            }
          }
        },
      ),
      { numRuns: 6 },
    );
  });
});
