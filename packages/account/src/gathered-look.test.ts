import { StoreUnavailable } from '@connect-token/storage';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gatheredLook } from './gathered-look.ts';
import { type House, openHouse } from './testing/house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Finds what is even, and remembers how many asks each statement had. */
function evenOnes() {
  const groups: number[] = [];
  const find = gatheredLook(house.store, async (_trx, asks: readonly number[]) => {
    groups.push(asks.length);
    return asks.map((n) => (n % 2 === 0 ? `${n} is even` : undefined));
  });
  return { find, groups };
}

describe('looks of one turn', () => {
  test('are one statement, and each is answered its own', async () => {
    const { find, groups } = evenOnes();
    const found = await Promise.all([2, 3, 2, 4].map(find));
    expect(found).toEqual(['2 is even', undefined, '2 is even', '4 is even']);
    expect(groups).toEqual([4]);
  });

  test('are made anew each time: nothing is kept', async () => {
    const { find, groups } = evenOnes();
    await find(2);
    await find(2);
    expect(groups).toEqual([1, 1]);
  });

  test('that are more than a statement takes are several', async () => {
    const { find, groups } = evenOnes();
    const found = await Promise.all(Array.from({ length: 300 }, (_, n) => find(n)));
    expect(found.filter((each) => each !== undefined)).toHaveLength(150);
    expect(groups).toEqual([128, 128, 44]);
  });

  test('that fail are all told, and the next ones are asked again', async () => {
    let broken = true;
    const find = gatheredLook(house.store, async (_trx, asks: readonly string[]) => {
      if (broken) throw new StoreUnavailable('switched off');
      return asks;
    });
    const told = await Promise.allSettled([find('a'), find('b')]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    expect(await find('a')).toBe('a');
  });

  test('of a store that takes none are refused', async () => {
    const gone = { ...house.store, transact: () => Promise.reject(new StoreUnavailable('closed')) };
    const find = gatheredLook(gone, async (_trx, asks: readonly string[]) => asks);
    const told = await Promise.allSettled([find('a'), find('b')]);
    expect(told).toMatchObject([{ reason: { message: 'closed' } }, { reason: { message: 'closed' } }]);
  });
});
