import { type Access, instant, secret } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Bearer } from './connect-access.ts';
import type { FullItem, ItemOverview } from './items/item.ts';
import type { ItemDraft } from './items/item-draft.ts';
import {
  accountFileOf,
  CONFIGURATION,
  DATABASE,
  type House,
  issue,
  must,
  openHouse,
  PRODUCTION,
  SERVER,
} from './testing/house.ts';

const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const PICTURE = 'picture0000000000000000000';

const FILE = accountFileOf(`
version: 1
account: { name: Acme, id: acme0000000000000000000000 }
vaults:
  - name: Production
    id: ${PRODUCTION}
    items:
      - title: Database
        id: ${DATABASE}
        category: DOCUMENT
        sections: [{ id: papers, label: Papers }]
        fields:
          - { purpose: PASSWORD, type: CONCEALED, value: first-password }
          - { id: code, label: code, type: OTP, value: ${SEED} }
        files:
          - { name: notes.txt, section: Papers, content: the plain words }
          - { id: ${PICTURE}, name: picture.png, content_base64: '${Buffer.from([0, 255, 7]).toString('base64')}' }
  - { name: Configuration, id: ${CONFIGURATION} }
servers:
  - { name: Production, id: ${SERVER}, vaults: ['Production,rw', 'Configuration,rw'] }
`);

let house: House;
beforeEach(async () => {
  house = await openHouse({ accountFile: FILE });
});
afterEach(() => house.close());

const bearerOf = async (vaults: Readonly<Record<string, Access>> = { [PRODUCTION]: 'rw' }): Promise<Bearer> =>
  must(await house.account.connect.authenticate((await issue(house, vaults)).text));

const DRAFT: ItemDraft = {
  title: 'Api',
  category: 'API_CREDENTIAL',
  tags: ['a'],
  urls: [],
  favorite: false,
  sections: [],
  fields: [
    {
      id: 'key',
      label: 'key',
      type: 'CONCEALED',
      purpose: null,
      sectionId: null,
      value: secret('a key'),
      recipe: null,
    },
  ],
};

const DOCUMENT: ItemDraft = { ...DRAFT, title: 'Paper', category: 'DOCUMENT' };

const values = (item: FullItem | undefined) =>
  item?.fields.map(({ id, value }) => [id, value.reveal()] as const);

const vaultVersion = async () => (await house.account.connect.vault(PRODUCTION))?.contentVersion;

describe('an item', () => {
  test('that is created is there, and its server is told as its editor', async () => {
    const { connect } = house.account;
    const created = must(await connect.createItem(await bearerOf(), PRODUCTION.toUpperCase(), DRAFT));
    expect(created).toMatchObject({ vaultId: PRODUCTION, version: 1, lastEditedBy: SERVER, files: [] });
    const read = await house.item(PRODUCTION, created.id.toUpperCase());
    expect(read).toEqual(created);
    expect(values(read)).toEqual([['key', 'a key']]);
    expect(await vaultVersion()).toBe(2);
  });

  test('that is replaced is another one under its id, and keeps its files and its birth', async () => {
    const { connect } = house.account;
    const born = house.clock.now();
    house.setTime(instant(born + 5));
    const replaced = must(await connect.replaceItem(await bearerOf(), PRODUCTION, DATABASE, DOCUMENT));
    expect(replaced).toMatchObject({
      id: DATABASE,
      title: 'Paper',
      version: 2,
      createdAt: born,
      updatedAt: born + 5,
      lastEditedBy: SERVER,
    });
    // The section that one of them was in is gone.
    expect(replaced.files.map(({ name, sectionId }) => [name, sectionId])).toEqual([
      ['notes.txt', null],
      ['picture.png', null],
    ]);
    expect(await house.item(PRODUCTION, DATABASE)).toEqual(replaced);
    expect(await connect.vault(PRODUCTION)).toMatchObject({ contentVersion: 2, updatedAt: born + 5 });
  });

  test('that is patched is changed there and nowhere else', async () => {
    const { connect } = house.account;
    const before = await house.item(PRODUCTION, DATABASE);
    const patched = must(
      await connect.patchItem(await bearerOf(), PRODUCTION, DATABASE, [
        { op: 'replace', path: '/fields/password/value', value: 'second-password' },
        { op: 'add', path: '/tags', value: 'new' },
      ]),
    );
    expect(values(patched)).toEqual([
      ['password', 'second-password'],
      ['code', SEED],
    ]);
    expect(patched).toMatchObject({ ...before, version: 2, tags: ['new'], lastEditedBy: SERVER, fields: {} });
    expect(await house.item(PRODUCTION, DATABASE)).toEqual(patched);
  });

  test('that is deleted is gone, its files with it', async () => {
    const { connect } = house.account;
    const bearer = await bearerOf();
    expect(await connect.deleteItem(bearer, PRODUCTION, DATABASE)).toEqual({ ok: true, value: undefined });
    expect(await house.item(PRODUCTION, DATABASE)).toBeUndefined();
    expect(await connect.file(PRODUCTION, DATABASE, PICTURE)).toBeUndefined();
    expect(await house.sql('SELECT id FROM item_file')).toEqual([]);
    expect(await connect.vault(PRODUCTION)).toMatchObject({ items: 0, contentVersion: 2 });
    expect(await connect.deleteItem(bearer, PRODUCTION, DATABASE)).toMatchObject({
      error: { kind: 'absent' },
    });
  });

  test('has the digits of the moment beside a seed, when it is read and when it is written', async () => {
    house.setTime(instant(59_000));
    const { connect } = house.account;
    const codeOf = (item: FullItem | undefined) => item?.fields.map(({ code }) => code?.reveal() ?? null);
    expect(codeOf(await house.item(PRODUCTION, DATABASE))).toEqual([null, '287082']);
    const patched = must(await connect.patchItem(await bearerOf(), PRODUCTION, DATABASE, []));
    expect(codeOf(patched)).toEqual([null, '287082']);
  });

  test('changes by many at the same time one after another, and none is lost', async () => {
    const { connect } = house.account;
    const bearer = await bearerOf();
    const tags = Array.from({ length: 20 }, (_, index) => `t${index}`);
    const done = await Promise.all(
      tags.map((value) =>
        connect.patchItem(bearer, PRODUCTION, DATABASE, [{ op: 'add', path: '/tags', value }]),
      ),
    );
    expect(done.every(({ ok }) => ok)).toBe(true);
    const item = await house.item(PRODUCTION, DATABASE);
    expect(item).toMatchObject({ version: 21 });
    expect([...(item?.tags ?? [])].sort()).toEqual([...tags].sort());
  });
});

test('a file is read by itself, as it was given, and from its own place only', async () => {
  const { connect } = house.account;
  const item = await house.item(PRODUCTION, DATABASE);
  expect(item?.files).toEqual([
    { id: expect.stringMatching(/^[a-z2-7]{26}$/), name: 'notes.txt', size: 15, sectionId: 'papers' },
    { id: PICTURE, name: 'picture.png', size: 3, sectionId: null },
  ]);
  const picture = await connect.file(PRODUCTION, DATABASE, PICTURE.toUpperCase());
  expect([...(picture?.content.reveal() ?? [])]).toEqual([0, 255, 7]);
  expect(await connect.file(CONFIGURATION, DATABASE, PICTURE)).toBeUndefined();
  await house.sql('UPDATE item_file SET sealed = (SELECT sealed FROM item_file WHERE id = ?)', PICTURE);
  await expect(connect.file(PRODUCTION, DATABASE, item?.files[0]?.id ?? '')).rejects.toThrow(
    "can't be opened",
  );
});

describe('a change is refused, and nothing is written,', () => {
  const attempts = (bearer: Bearer, vaultId = PRODUCTION) => {
    const { connect } = house.account;
    return [
      ['create', () => connect.createItem(bearer, vaultId, DRAFT)],
      ['update', () => connect.replaceItem(bearer, vaultId, DATABASE, DOCUMENT)],
      ['update', () => connect.patchItem(bearer, vaultId, DATABASE, [])],
      ['delete', () => connect.deleteItem(bearer, vaultId, DATABASE)],
    ] as const;
  };

  async function refusals(bearer: Bearer, vaultId?: string) {
    const before = await house.sql('SELECT * FROM item');
    const told = [];
    for (const [, attempt] of attempts(bearer, vaultId)) {
      const done = await attempt();
      told.push(done.ok ? 'done' : done.error);
    }
    expect(await house.sql('SELECT * FROM item')).toEqual(before);
    return told;
  }

  test('of a token that only reads', async () => {
    const bearer = await bearerOf({ [PRODUCTION]: 'r' });
    expect(await refusals(bearer)).toEqual(
      attempts(bearer).map(([action]) => ({ kind: 'permission-missing', action })),
    );
  });

  test('of a token that reaches another vault', async () => {
    const bearer = await bearerOf({ [CONFIGURATION]: 'rw' });
    expect(await refusals(bearer)).toEqual(Array(4).fill({ kind: 'out-of-reach' }));
  });

  test('of a token that was revoked, or expired, since the call began', async () => {
    const bearer = await bearerOf();
    await house.account.controlPlane.tokens.delete(bearer.tokenId);
    expect(await refusals(bearer)).toEqual(Array(4).fill({ kind: 'not-valid' }));
    const other = await bearerOf();
    await house.sql('UPDATE token SET expires_at = ? WHERE id = ?', 1_000, other.tokenId);
    expect(await refusals(other)).toEqual(Array(4).fill({ kind: 'not-valid' }));
  });

  test('of a token whose server lost the vault, or the right to write in it, since the call began', async () => {
    const bearer = await bearerOf();
    await house.sql("UPDATE vault_grant SET access = 'r' WHERE vault_id = ?", PRODUCTION);
    expect(await refusals(bearer)).toMatchObject(Array(4).fill({ kind: 'permission-missing' }));
    await house.sql('DELETE FROM vault_grant WHERE vault_id = ?', PRODUCTION);
    expect(await refusals(bearer)).toEqual(Array(4).fill({ kind: 'out-of-reach' }));
  });

  test('of an item that is in another vault', async () => {
    const bearer = await bearerOf({ [CONFIGURATION]: 'rw' });
    const [, ...others] = attempts(bearer, CONFIGURATION);
    for (const [, attempt] of others)
      expect(await attempt()).toEqual({ ok: false, error: { kind: 'absent' } });
  });

  test('to what no item can be, with every place', async () => {
    const { connect } = house.account;
    const bearer = await bearerOf();
    const version = await vaultVersion();
    const told = [
      await connect.createItem(bearer, PRODUCTION, { ...DOCUMENT, title: '' }),
      await connect.replaceItem(bearer, PRODUCTION, DATABASE, DRAFT),
      await connect.patchItem(bearer, PRODUCTION, DATABASE, [
        { op: 'replace', path: '/title', value: 'x' },
        { op: 'replace', path: '/category', value: 'LOGIN' },
      ]),
      await connect.patchItem(bearer, PRODUCTION, DATABASE, [
        { op: 'remove', path: '/title', value: undefined },
      ]),
    ].map((done) =>
      done.ok || done.error.kind !== 'invalid' ? [] : done.error.problems.map(({ path }) => path),
    );
    expect(told).toEqual([['title', 'category'], ['category'], ['category'], ['[0].path']]);
    expect(await vaultVersion()).toBe(version);
    expect((await house.item(PRODUCTION, DATABASE))?.version).toBe(1);
  });
});

test('who may only write gets nothing back of what is in an item, not even what was made for it', async () => {
  const { connect } = house.account;
  const bearer = await bearerOf({ [PRODUCTION]: 'w' });
  const recipe = { length: 9, characterSets: ['DIGITS'], excludeCharacters: '' } as const;
  const [field] = DRAFT.fields;
  const made: ItemDraft = { ...DRAFT, fields: field === undefined ? [] : [{ ...field, recipe }] };
  const answers = [
    must(await connect.createItem(bearer, PRODUCTION, made)),
    must(await connect.patchItem(bearer, PRODUCTION, DATABASE, [{ op: 'add', path: '/tags', value: 'new' }])),
    must(await connect.replaceItem(bearer, PRODUCTION, DATABASE, DOCUMENT)),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ sections: [], fields: [], files: [] });
  expect(values(await house.item(PRODUCTION, answers[0]?.id ?? ''))).toEqual([
    ['key', expect.stringMatching(/^\d{9}$/)],
  ]);
  expect((await house.item(PRODUCTION, DATABASE))?.files).toHaveLength(2);
});

describe('a list', () => {
  const listed = async (
    filter: Parameters<House['account']['connect']['items']>[1],
  ): Promise<readonly (readonly ItemOverview[])[]> => {
    const slices: (readonly ItemOverview[])[] = [];
    for await (const slice of house.account.connect.items(CONFIGURATION, filter)) slices.push(slice);
    return slices;
  };
  const titles = async (filter: Parameters<typeof listed>[0]) =>
    (await listed(filter)).flat().map(({ title }) => title);

  async function fill(count: number, titleOf: (index: number) => string): Promise<void> {
    const bearer = await bearerOf({ [CONFIGURATION]: 'rw' });
    const drafts = Array.from({ length: count }, (_, index) => ({ ...DRAFT, title: titleOf(index) }));
    await Promise.all(drafts.map((draft) => house.account.connect.createItem(bearer, CONFIGURATION, draft)));
  }

  test('comes in slices, with each item once, by title and then by id', async () => {
    await fill(505, (index) => `title ${index % 3}`);
    const slices = await listed(null);
    expect(slices.map((slice) => slice.length)).toEqual([250, 250, 5]);
    const keys = slices.flat().map(({ title, id }) => `${title}/${id}`);
    expect(keys).toEqual([...new Set(keys)].sort());
    expect(keys).toHaveLength(505);
  });

  test('has what is asked for and nothing else', async () => {
    const names = ['Key', 'key', 'The Key', '100%', 'a_b', 'aXb', "it's"];
    await fill(names.length, (index) => names[index] ?? '');
    const title = (operator: 'eq' | 'co', text: string) => titles({ attribute: 'title', operator, text });
    expect(await title('eq', 'Key')).toEqual(['Key']);
    expect(await title('co', 'Key')).toEqual(['Key', 'The Key']);
    expect(await title('co', '%')).toEqual(['100%']);
    expect(await title('co', 'a_b')).toEqual(['a_b']);
    expect(await title('eq', "it's")).toEqual(["it's"]);
    expect(await title('eq', 'none')).toEqual([]);
    expect(await titles({ attribute: 'tag', operator: 'eq', text: 'a' })).toHaveLength(names.length);
    expect(await titles({ attribute: 'tag', operator: 'eq', text: 'A' })).toEqual([]);
  });
});
