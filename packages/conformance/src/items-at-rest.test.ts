import { randomBytes } from 'node:crypto';
import { type ItemDraft, rekeyAccount, sealingKey } from '@connect-token/account';
import { secret } from '@connect-token/core';
import { systemClock } from '@connect-token/lifecycle';
import { scanBytes, scanFiles } from '@connect-token/testkit';
import { expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';
import { type ItemHouse, ONE, postgresItems, sqliteItems, TWO } from './items/house.ts';
import { describePostgres } from './postgres/database.ts';

const needle = (): string => randomBytes(20).toString('hex');

/** A seed's letters are upper case already, as they are in a field. */
const seed = Array.from(randomBytes(32), (byte) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(byte & 31)).join(
  '',
);

const SECRETS = {
  password: needle(),
  changed: needle(),
  patched: needle(),
  note: needle(),
  seed,
  label: needle(),
  deleted: needle(),
  'file as text': needle(),
  'file of bytes': needle(),
};

const TITLE = `title-${needle()}`;

const CONTENT = `
version: 1
account: { name: Acme, id: acme0000000000000000000000 }
vaults:
  - name: One
    id: ${ONE}
    items:
      - title: Imported
        category: DOCUMENT
        fields: [{ purpose: NOTES, type: STRING, value: ${SECRETS.note} }]
        files:
          - { name: text.txt, content: ${SECRETS['file as text']} }
          - { name: bytes.bin, content_base64: ${Buffer.from(`\0\xff${SECRETS['file of bytes']}`).toString('base64')} }
  - { name: Two, id: ${TWO} }
servers: [{ name: Production, vaults: ['One,rw', 'Two,rw'] }]
`;

const field = (id: string, value: string, type: 'CONCEALED' | 'OTP' = 'CONCEALED') => ({
  id,
  label: SECRETS.label,
  type,
  purpose: null,
  sectionId: null,
  value: secret(value),
  recipe: null,
});

const draft = (title: string, ...fields: ItemDraft['fields']): ItemDraft => ({
  title,
  category: 'LOGIN',
  tags: [],
  urls: [],
  favorite: false,
  sections: [],
  fields,
});

/** Makes, changes and ends items with every kind of secret in them. */
async function live({ account: { connect }, bearer: bearerOf }: ItemHouse): Promise<void> {
  const bearer = await bearerOf({ [ONE]: 'rw', [TWO]: 'rw' });
  const kept = must(
    await connect.createItem(
      bearer,
      TWO,
      draft(TITLE, field('password', SECRETS.password), field('code', seed, 'OTP')),
    ),
  );
  const gone = must(await connect.createItem(bearer, TWO, draft('gone', field('a', SECRETS.deleted))));
  must(
    await connect.replaceItem(
      bearer,
      TWO,
      kept.id,
      draft(TITLE, field('b', SECRETS.changed), field('c', seed, 'OTP')),
    ),
  );
  must(
    await connect.patchItem(bearer, TWO, kept.id, [
      { op: 'replace', path: '/fields/b/value', value: SECRETS.patched },
    ]),
  );
  must(await connect.deleteItem(bearer, TWO, gone.id));
  // A refusal, too: what was sent is in none of its rows.
  await connect.createItem(bearer, TWO, draft('', field('a', SECRETS.deleted)));
}

test('no value, note, seed, label or file of an item is in any file of the data directory, in any form', async () => {
  const house = await sqliteItems(CONTENT);
  await live(house);
  must(
    await rekeyAccount({
      store: house.store,
      clock: systemClock,
      from: house.key,
      to: sealingKey(randomBytes(32)),
    }),
  );
  expect(await scanFiles(SECRETS, [house.directory])).toEqual([]);
  // The same search finds what is meant to be readable.
  expect(await scanFiles({ TITLE }, [house.directory])).not.toEqual([]);
  await house.close();
});

describePostgres('in PostgreSQL', () => {
  const rowsOf = ({ store }: ItemHouse) =>
    store.transact(async (trx) => {
      const items = await trx.selectFrom('item').selectAll().execute();
      const files = await trx.selectFrom('item_file').selectAll().execute();
      return [...items, ...files];
    });

  test('none is in any row', async () => {
    const house = await postgresItems(CONTENT);
    await live(house);
    const rows = await rowsOf(house);
    expect(rows).toHaveLength(4);
    const bytes = Buffer.concat(
      rows.flatMap((row) => [Buffer.from(JSON.stringify(row)), Buffer.from(row.sealed)]),
    );
    expect(scanBytes(SECRETS, 'rows', bytes)).toEqual([]);
    expect(scanBytes({ TITLE }, 'rows', bytes)).not.toEqual([]);
    await house.close();
  });

  test('a key is changed while items are written by processes that have both', async () => {
    const house = await postgresItems(CONTENT);
    const to = sealingKey(randomBytes(32));
    const both = await house.open({ sealingKey: to, previousSealingKey: house.key });
    const bearer = await house.bearer({ [ONE]: 'rw', [TWO]: 'rw' });
    const writes = Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? both : house.account).connect.createItem(
        bearer,
        TWO,
        draft(`item ${index}`, field('a', `value ${index}`)),
      ),
    );
    // Those of the process that has the old key alone are written before the end, or not at all.
    const [done, ...written] = await Promise.all([
      rekeyAccount({ store: house.store, clock: systemClock, from: house.key, to }),
      ...writes.map((write) => write.catch((error: unknown) => error)),
    ]);
    expect(done).toMatchObject({ ok: true, value: { whole: true } });
    const rekeyed = await house.open({ sealingKey: to });
    const item = await house.reader(rekeyed);
    let read = 0;
    for await (const slice of rekeyed.connect.items(TWO, null))
      for (const { id } of slice) read += (await item(TWO, id)) === undefined ? 0 : 1;
    const told = written.filter((answer) => !(answer instanceof Error));
    expect(told).toHaveLength(read);
    expect(read).toBeGreaterThanOrEqual(10);
    await house.close();
  });

  test('changes of one item at the same time come one after another, and none is lost', async () => {
    const house = await postgresItems(CONTENT);
    const { connect } = house.account;
    const bearer = await house.bearer({ [TWO]: 'rw' });
    const { id } = must(await connect.createItem(bearer, TWO, draft('shared')));
    const tags = Array.from({ length: 12 }, (_, index) => `tag ${index}`);
    await Promise.all(
      tags.map((value) => connect.patchItem(bearer, TWO, id, [{ op: 'add', path: '/tags', value }])),
    );
    const item = await (await house.reader())(TWO, id);
    expect(item?.version).toBe(13);
    expect(new Set(item?.tags)).toEqual(new Set(tags));
    await house.close();
  });

  test('a revocation that was told as done has no write of its token behind it', async () => {
    const house = await postgresItems(CONTENT);
    const { connect } = house.account;
    const bearer = await house.bearer({ [TWO]: 'rw' });
    const writes = Array.from({ length: 12 }, (_, index) =>
      connect.createItem(bearer, TWO, draft(`item ${index}`)),
    );
    await house.account.controlPlane.tokens.delete(bearer.tokenId);
    const before = (await rowsOf(house)).length;
    await Promise.all(writes);
    expect((await rowsOf(house)).length).toBe(before);
    await house.close();
  });
});
