import { StoreUnavailable } from '@connect-token/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gatheredLook } from './gathered-look.ts';
import { type House, openHouse } from './testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const idOf = (n: number): string => `id ${n}`;

/** Finds what is even, and remembers how many ids each statement had. */
function evenOnes() {
  const groups: number[] = [];
  const find = gatheredLook(house.store, async (_trx, ids) => {
    groups.push(ids.length);
    return new Map(ids.filter((id) => Number(id.slice(3)) % 2 === 0).map((id) => [id, `${id} is even`]));
  });
  return { find, groups };
}

describe('looks of one turn', () => {
  test('are one statement, and each is answered its own', async () => {
    const { find, groups } = evenOnes();
    const found = await Promise.all([2, 3, 2, 4].map((n) => find(idOf(n))));
    expect(found).toEqual(['id 2 is even', undefined, 'id 2 is even', 'id 4 is even']);
    expect(groups).toEqual([4]);
  });

  test('are made anew each time: nothing is kept', async () => {
    const { find, groups } = evenOnes();
    await find(idOf(2));
    await find(idOf(2));
    expect(groups).toEqual([1, 1]);
  });

  test('that are more than a statement takes are several', async () => {
    const { find, groups } = evenOnes();
    const found = await Promise.all(Array.from({ length: 300 }, (_, n) => find(idOf(n))));
    expect(found.filter((each) => each !== undefined)).toHaveLength(150);
    expect(groups).toEqual([128, 128, 44]);
  });

  test('that fail are all told, and the next ones are asked again', async () => {
    let broken = true;
    const find = gatheredLook(house.store, async (_trx, ids) => {
      if (broken) throw new StoreUnavailable('switched off');
      return new Map(ids.map((id) => [id, id]));
    });
    const told = await Promise.allSettled([find('a'), find('b')]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect(await find('a')).toBe('a');
  });

  test('of a store that takes none are refused', async () => {
    const gone = { ...house.store, transact: () => Promise.reject(new StoreUnavailable('closed')) };
    const find = gatheredLook(gone, async () => new Map());
    const told = await Promise.allSettled([find('a'), find('b')]);
    expect(told).toMatchObject([{ reason: { message: 'closed' } }, { reason: { message: 'closed' } }]);
  });
});
