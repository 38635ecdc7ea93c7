import { randomBytes } from 'node:crypto';
import { secret } from '@connect-token/core';
import { type Store, StoreUnavailable } from '@connect-token/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../account.ts';
import type { Bearer } from '../connect-access.ts';
import { keyIdOf, type SealingKey, sameKeyId, sealingKey } from '../seal.ts';
import { accountFileOf, type House, issue, must, openHouse, PRODUCTION, SERVER } from '../testing/house.ts';
import { rekeyAccount } from './rekey-account.ts';

const ITEMS = 20;

/** More items than one unit seals, each with a file. */
const FILE = accountFileOf(`
version: 1
account: { name: Acme }
vaults:
  - name: Production
    id: ${PRODUCTION}
    items:
${Array.from(
  { length: ITEMS },
  (_, n) =>
    `      - { title: 'item ${n}', category: LOGIN, fields: [{ purpose: PASSWORD, type: CONCEALED, value: 'value ${n}' }], files: [{ name: f, content: 'content ${n}' }] }`,
).join('\n')}
servers: [{ name: Production, id: ${SERVER}, vaults: ['Production,rw'] }]
`);

let house: House;
let to: SealingKey;
beforeEach(async () => {
  house = await openHouse({ accountFile: FILE });
  to = sealingKey(randomBytes(32));
});
afterEach(() => house.close());

const rekey = (store: Store = house.store) =>
  rekeyAccount({ store, clock: house.clock, from: house.key, to });

/** What is in every item and file, and whether a token of before still serves. */
async function contents({ connect }: Account, token: string): Promise<readonly string[]> {
  const told: string[] = [(await connect.authenticate(token)).ok ? 'served' : 'refused'];
  for await (const slice of connect.items(PRODUCTION, null))
    for (const { id } of slice) {
      const item = must(await connect.look(token, { vaultId: PRODUCTION, itemId: id })).item();
      const file = await connect.file(PRODUCTION, id, item?.files[0]?.id ?? '');
      told.push(
        `${item?.title}: ${item?.fields[0]?.value.reveal()}, ${Buffer.from(file?.content.reveal() ?? []).toString()}`,
      );
    }
  return told;
}

const keysInUse = async () => {
  const rows = await house.sql(
    'SELECT sealed FROM item UNION ALL SELECT sealed FROM item_file UNION ALL SELECT signing_key FROM account',
  );
  return rows.map(({ sealed }) => {
    const id = keyIdOf(sealed as Uint8Array);
    return sameKeyId(id, house.key.id) ? 'old' : sameKeyId(id, to.id) ? 'new' : 'another';
  });
};

const events = () => house.sql("SELECT detail FROM audit_event WHERE kind = 'account.rekey'");

const hex = ({ id }: SealingKey): string => Buffer.from(id).toString('hex');

/** A store that takes so many units of work. */
function lastingFor(units: number): Store {
  let left = units;
  return {
    ...house.store,
    transact: async (work) => {
      left -= 1;
      if (left < 0) throw new StoreUnavailable('gone');
      return house.store.transact(work);
    },
  };
}

describe('an account whose key is changed', () => {
  test('opens with the new key alone, and has everything that it had', async () => {
    const { text } = await issue(house, { [PRODUCTION]: 'rw' });
    const before = await contents(house.account, text);
    expect(before).toHaveLength(ITEMS + 1);
    expect(await rekey()).toEqual({ ok: true, value: { resealed: 2 * ITEMS, whole: true } });
    expect(new Set(await keysInUse())).toEqual(new Set(['new']));
    const again = must(await house.open({ sealingKey: to }));
    expect(await contents(again, text)).toEqual(before);
    expect(await house.open()).toMatchObject({ error: [{ code: 'SEALING_KEY_WRONG' }] });
  });

  test('is changed no more by a second time', async () => {
    await rekey();
    const before = await house.sql('SELECT sealed FROM item ORDER BY id');
    expect(await rekey()).toEqual({ ok: true, value: { resealed: 0, whole: true } });
    expect(await events()).toHaveLength(1);
    expect(await house.sql('SELECT sealed FROM item ORDER BY id')).toEqual(before);
  });

  test('can be broken off anywhere: with both keys it serves, with one it opens or is refused, and it is finished later', async () => {
    const { text } = await issue(house, { [PRODUCTION]: 'rw' });
    const before = await contents(house.account, text);
    for (let units = 0; ; units += 1) {
      const done = await rekey(lastingFor(units));
      const both = must(await house.open({ sealingKey: to, previousSealingKey: house.key }));
      expect(await contents(both, text)).toEqual(before);
      const alone = await house.open({ sealingKey: to });
      expect(alone.ok).toBe(done.ok);
      if (alone.ok) expect(await contents(alone.value, text)).toEqual(before);
      if (done.ok) {
        expect(units).toBeGreaterThan(3);
        break;
      }
      expect(done.error).toEqual({ code: 'STORE_UNAVAILABLE', cause: 'gone' });
    }
  });

  test('has an event that tells the two keys apart, written with the end', async () => {
    await rekey(lastingFor(5));
    expect(await events()).toEqual([]);
    await rekey();
    const told = (await events()).map(({ detail }) => JSON.parse(String(detail)));
    expect(told).toEqual([{ key_id: hex(to), previous_key_id: hex(house.key) }]);
  });

  test('tells how far it is, and may be ended between two units', async () => {
    const told: (readonly number[])[] = [];
    const ending = new AbortController();
    const onProgress = (...progress: readonly number[]): void => {
      told.push(progress);
      if (told.length === 2) ending.abort();
    };
    const options = { store: house.store, clock: house.clock, from: house.key, to, onProgress };
    const first = await rekeyAccount({ ...options, signal: ending.signal });
    expect([told, first]).toEqual([
      [
        [16, 40],
        [20, 40],
      ],
      { ok: true, value: { resealed: 20, whole: false } },
    ]);
    expect((await house.open({ sealingKey: to })).ok).toBe(false);
    expect(await rekeyAccount(options)).toEqual({ ok: true, value: { resealed: 20, whole: true } });
    expect(told.at(-1)).toEqual([20, 20]);
  });

  test('is refused with keys that are not its own, and nothing is changed', async () => {
    const strange = sealingKey(randomBytes(32));
    expect(await rekeyAccount({ store: house.store, clock: house.clock, from: strange, to })).toEqual({
      ok: false,
      error: { code: 'SEALING_KEY_WRONG', path: house.store.path },
    });
    expect(new Set(await keysInUse())).toEqual(new Set(['old']));
  });

  test('keeps its old key where a row can be opened with neither', async () => {
    await house.sql("UPDATE item SET sealed = ? WHERE title = 'item 7'", randomBytes(64));
    const [row] = await house.sql("SELECT id FROM item WHERE title = 'item 7'");
    expect(await rekey()).toEqual({
      ok: false,
      error: { code: 'STORE_UNAVAILABLE', cause: `item ${row?.['id']} can't be opened with either key` },
    });
    expect((await house.open()).ok).toBe(true);
  });
});

describe('a process that serves meanwhile', () => {
  const write = (account: Account, bearer: Bearer) =>
    account.connect.createItem(bearer, PRODUCTION, {
      title: 'new',
      category: 'LOGIN',
      tags: [],
      urls: [],
      favorite: false,
      sections: [],
      fields: [
        {
          id: 'new',
          label: 'new',
          type: 'STRING',
          purpose: null,
          sectionId: null,
          value: secret('new'),
          recipe: null,
        },
      ],
    });

  test('writes with both keys before, while and after the key is changed', async () => {
    const both = must(await house.open({ sealingKey: to, previousSealingKey: house.key }));
    const bearer = must(await both.connect.authenticate((await issue(house, { [PRODUCTION]: 'rw' })).text));
    expect((await write(both, bearer)).ok).toBe(true);
    const [done, ...written] = await Promise.all([rekey(), write(both, bearer), write(both, bearer)]);
    expect([done, ...written].every(({ ok }) => ok)).toBe(true);
    expect((await write(both, bearer)).ok).toBe(true);
    expect(new Set(await keysInUse())).toEqual(new Set(['new']));
  });

  test('has its turn after each unit, and units are small: some rows of a few bytes, or one large file', async () => {
    const content = 'x'.repeat(200_000);
    const large = accountFileOf(`
version: 1
account: { name: Acme }
vaults:
  - name: Production
    id: ${PRODUCTION}
    items: [{ title: t, category: LOGIN, files: [{ name: a, content: ${content} }, { name: b, content: ${content} }, { name: c, content: c }] }]
servers: [{ name: Production, id: ${SERVER}, vaults: ['Production,rw'] }]
`);
    const full = await openHouse({ accountFile: large });
    try {
      const both = must(await full.open({ sealingKey: to, previousSealingKey: full.key }));
      const bearer = must(await both.connect.authenticate((await issue(full, { [PRODUCTION]: 'rw' })).text));
      const sealed: number[] = [];
      let turns = 0;
      const done = await rekeyAccount({
        store: full.store,
        clock: full.clock,
        from: full.key,
        to,
        onProgress: (resealed) => sealed.push(resealed),
        // Three items more than there were: what it writes is under the new key already.
        pause: async (tookMs) => {
          expect(tookMs).toBeGreaterThan(0);
          turns += 1;
          if (turns <= 3) expect((await write(both, bearer)).ok).toBe(true);
        },
      });
      expect(done).toEqual({ ok: true, value: { resealed: 4, whole: true } });
      expect([sealed.at(0), sealed.at(-1), sealed.length]).toEqual([1, 4, 3]);
      // A look at each table, and three units.
      expect(turns).toBe(5);
    } finally {
      await full.close();
    }
  });

  test('and was left with the old key writes nothing any more', async () => {
    const bearer = must(
      await house.account.connect.authenticate((await issue(house, { [PRODUCTION]: 'rw' })).text),
    );
    expect((await write(house.account, bearer)).ok).toBe(true);
    await rekey();
    await expect(write(house.account, bearer)).rejects.toThrow('the sealing key was changed');
    expect(new Set(await keysInUse())).toEqual(new Set(['new']));
  });
});
