import type { Readable } from 'node:stream';
import {
  type FullItem,
  GeneratorRecipe,
  ItemBuilder,
  ItemCategory,
  OnePasswordConnect,
} from '@1password/connect';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IDS, SECRETS } from './testing/account-file.ts';
import { type Acme, openAcme } from './testing/acme.ts';
import { type Served, serve } from './testing/served.ts';

const { production, shared, nowhere } = IDS;

let acme: Acme;
let server: Served;
let sdk: ReturnType<typeof OnePasswordConnect>;

beforeAll(async () => {
  acme = await openAcme();
  server = await serve(acme);
  sdk = await sdkWith('rw');
});

afterAll(async () => {
  await server.close();
  await acme.close();
});

/** The official SDK, with a token for Production. */
async function sdkWith(access: 'r' | 'w' | 'rw') {
  const { text } = await acme.issue({ [production]: access });
  return OnePasswordConnect({ serverURL: server.url, token: text, keepAlive: false });
}

const draft = (title: string): FullItem =>
  new ItemBuilder()
    .setCategory(ItemCategory.Login)
    .setTitle(title)
    .addTag('prod')
    .addUrl({ href: 'https://acme.example', primary: true })
    .addUrl({ href: 'https://two.acme.example', primary: false })
    .addField({ purpose: 'USERNAME', value: 'shop' } as never)
    .addField({ label: 'pin', value: 'p4711', type: 'CONCEALED', sectionName: 'Bank' } as never)
    .toggleFavorite()
    .build();

const fieldValue = (item: FullItem, label: string): string | undefined =>
  item.fields?.find((field) => field.label === label)?.value;

describe('the official SDK', () => {
  test('creates an item as it was built, and reads it back', async () => {
    const created = await sdk.createItem(production, draft('Shop'));
    expect(created).toMatchObject({
      id: expect.stringMatching(/^[\da-z]{26}$/),
      title: 'Shop',
      vault: { id: production },
      category: 'LOGIN',
      favorite: true,
      tags: ['prod'],
      urls: [
        { href: 'https://acme.example', primary: true },
        { href: 'https://two.acme.example', primary: false },
      ],
      version: 1,
      createdAt: expect.any(Date),
      sections: [{ id: expect.stringMatching(/^Section_/), label: 'Bank' }],
      fields: [
        { id: 'username', purpose: 'USERNAME', type: 'STRING', label: 'username', value: 'shop' },
        { type: 'CONCEALED', label: 'pin', value: 'p4711', section: { id: created.sections?.[0]?.id } },
      ],
    });
    expect(await sdk.getItemById(production, created.id ?? '')).toEqual(created);
    expect(await sdk.getItemByTitle(production, 'Shop')).toEqual(created);
  });

  test('has passwords made, by its own recipe and by the one that is given', async () => {
    const item = new ItemBuilder()
      .setCategory(ItemCategory.Password)
      .setTitle('Made')
      .addField({ label: 'any', generate: true, recipe: {} } as never)
      .addField({
        label: 'pin',
        generate: true,
        recipe: {
          length: 12,
          characterSets: [GeneratorRecipe.CharacterSetsEnum.Digits],
          excludeCharacters: '01',
        },
      })
      .build();
    const created = await sdk.createItem(production, item);
    expect(fieldValue(created, 'any')).toMatch(/^.{32}$/);
    expect(fieldValue(created, 'pin')).toMatch(/^[2-9]{12}$/);
    const read = await sdk.getItem(production, created.id ?? '');
    expect(fieldValue(read, 'pin')).toBe(fieldValue(created, 'pin'));
  });

  test('reads the digits of the moment, by id and by title', async () => {
    const item = new ItemBuilder()
      .setCategory(ItemCategory.Login)
      .setTitle('Second factor')
      // RFC 6238, appendix B: the seed of the test vectors, in Base32.
      .addField({ label: 'otp', type: 'OTP', value: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' } as never)
      .build();
    const { id = '' } = await sdk.createItem(production, item);
    const code = await sdk.getItemOTP(production, id);
    expect(code).toMatch(/^\d{6}$/);
    expect(await sdk.getItemOTP(production, 'Second factor')).toBe(code);
    await expect(sdk.getItemOTP(production, 'Database')).rejects.toThrow('No OTP found');
  });

  test('replaces an item: the answer has the version before, and the next look the one after', async () => {
    const created = await sdk.createItem(production, draft('Before'));
    created.title = 'After';
    created.fields = created.fields?.filter(({ label }) => label === 'pin') ?? [];
    const updated = await sdk.updateItem(production, created);
    expect([updated.title, updated.version]).toEqual(['After', 1]);
    const read = await sdk.getItemById(production, created.id ?? '');
    expect([read.title, read.version, read.fields?.length]).toEqual(['After', 2, 1]);
    expect(fieldValue(read, 'pin')).toBe('p4711');
  });

  test('deletes an item for ever, by id and by title', async () => {
    const one = await sdk.createItem(production, draft('One'));
    await sdk.createItem(production, draft('Two'));
    await sdk.createItem(production, draft('Three'));
    expect(await sdk.deleteItem(production, one.id ?? '')).toBeUndefined();
    await sdk.deleteItemByTitle(production, 'Two');
    await sdk.deleteItem(production, 'Three');
    for (const title of ['One', 'Two', 'Three'])
      await expect(sdk.getItemByTitle(production, title)).rejects.toMatchObject({ status: 404 });
    await expect(sdk.deleteItemById(production, one.id ?? '')).rejects.toEqual({
      status: 404,
      message: 'there is no such item in this vault',
    });
  });

  test('is told of two items of one title that it can’t choose', async () => {
    await sdk.createItem(production, draft('Twin'));
    await sdk.createItem(production, draft('Twin'));
    expect(await sdk.listItemsByTitle(production, 'Twin')).toHaveLength(2);
    await expect(sdk.getItemByTitle(production, 'Twin')).rejects.toMatchObject({ status: 400 });
  });

  test('is told everything that is wrong with an item, by its place', async () => {
    const item = draft('');
    item.tags = [''];
    item.fields?.push({ label: 'x', section: { id: 'nowhere' } });
    await expect(sdk.createItem(production, item)).rejects.toEqual({
      status: 400,
      message: expect.stringMatching(/^title: .+; tags\[0\]: .+; fields\[2\]\.section: /),
    });
    for (const category of ['CUSTOM', 'DOCUMENT'])
      await expect(
        sdk.createItem(production, { ...draft('x'), category } as unknown as FullItem),
      ).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/^category: /) });
  });

  test('is told that a body is for another vault or item than its path', async () => {
    const created = await sdk.createItem(production, draft('Here'));
    await expect(
      sdk.updateItem(production, { ...created, vault: { id: shared } } as FullItem),
    ).rejects.toEqual({ status: 400, message: 'vault.id: is another vault than the one of the path' });
    const answer = await server.ask(
      (await acme.issue({ [production]: 'rw' })).text,
      'PUT',
      `/v1/vaults/${production}/items/${created.id}`,
      { ...draft('Here'), id: nowhere },
    );
    expect(answer).toMatchObject({
      status: 400,
      body: { message: 'id: is another item than the one of the path' },
    });
  });

  test('that may only read is refused every change', async () => {
    const reader = await sdkWith('r');
    const refusal = (action: string) => ({
      status: 403,
      message: `token does not have permission to perform ${action} on vault`,
    });
    await expect(reader.createItem(production, draft('x'))).rejects.toEqual(refusal('create'));
    const item = await reader.getItem(production, 'Database');
    await expect(reader.updateItem(production, item)).rejects.toEqual(refusal('update'));
    await expect(reader.deleteItem(production, IDS.database)).rejects.toEqual(refusal('delete'));
  });

  test('that may only write writes, and gets nothing of it back, not even its own', async () => {
    const writer = await sdkWith('w');
    const created = await writer.createItem(production, draft('Written blind'));
    const updated = await writer.updateItem(production, {
      ...draft('Written blind'),
      id: created.id,
    } as FullItem);
    for (const item of [created, updated]) {
      expect(item).toMatchObject({ id: created.id, title: 'Written blind', version: 1 });
      expect([item.sections, item.fields, item.files]).toEqual([[], [], []]);
      expect(JSON.stringify(item)).not.toMatch(/p4711|"shop"/);
    }
    const read = await sdk.getItemById(production, created.id ?? '');
    expect(fieldValue(read, 'pin')).toBe('p4711');
    await writer.deleteItemById(production, created.id ?? '');
  });
});

describe('the official SDK and files', () => {
  const { database, key, blob, empty } = IDS;

  test('lists them and reads each, by ids and by titles', async () => {
    const files = await sdk.listFiles(production, database);
    expect(files).toEqual([
      expect.objectContaining({
        id: key,
        name: 'key.pem',
        size: SECRETS.file.length,
        section: { id: 'login' },
      }),
      expect.objectContaining({ id: blob, name: 'Schlüssel "alt".bin', size: 7 }),
      expect.objectContaining({ id: empty, name: 'empty', size: 0 }),
    ]);
    expect(files.map(({ content_path }) => content_path)).toEqual(
      [key, blob, empty].map((id) => `/v1/vaults/${production}/items/${database}/files/${id}/content`),
    );
    expect(await sdk.listFiles('Production', 'Database')).toEqual(files);
    expect(await sdk.getFileById('Production', 'Database', key)).toEqual(files[0]);
    expect(await sdk.getFileContent(production, database, key)).toBe(SECRETS.file);
    expect(await sdk.getFileContent(production, database, empty)).toBe('');
    const stream = (await sdk.getFileContentStream(production, 'Database', key)) as Readable;
    let text = '';
    for await (const chunk of stream) text += chunk.toString();
    expect(text).toBe(SECRETS.file);
    const item = await sdk.getItem(production, database);
    expect(item.files?.map(({ id }) => id)).toEqual([key, blob, empty]);
  });

  test('reports a file and an item that aren’t there', async () => {
    await expect(sdk.getFileById(production, database, nowhere)).rejects.toEqual({
      status: 404,
      message: 'there is no such file of an item in this vault',
    });
    await expect(sdk.getFileById(production, database, 'key.pem')).rejects.toEqual({
      status: 400,
      message: 'Invalid File UUID',
    });
    await expect(sdk.listFiles(production, nowhere)).rejects.toMatchObject({ status: 404 });
  });

  test('keeps them when the item is replaced without them', async () => {
    const item = await sdk.getItem(production, database);
    delete item.files;
    await sdk.updateItem(production, item);
    expect(await sdk.listFiles(production, database)).toHaveLength(3);
  });
});
