import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { type ManagementHouse, openManagementHouse } from '../testing/management-house.ts';
import { pageOf } from './page.ts';

test('pages hold every row once, in order, whatever their size', () => {
  const rows = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 50 });
  fc.assert(
    fc.property(
      rows,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 200 }),
      (ids, limit, bytes) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: ReturnType<typeof pageOf<{ id: string }, { id: string }>> = pageOf(
            ids.map((id) => ({ id })),
            { limit, cursor },
            (row) => row,
            bytes,
          );
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.next_cursor;
        } while (cursor !== null);
        expect(seen).toEqual(ids.toSorted());
      },
    ),
    { seed: 20_261_122, numRuns: 200 },
  );
});

describe('a list of thousands', () => {
  const SERVERS = 3_000;
  let house: ManagementHouse;
  beforeAll(async () => {
    house = await openManagementHouse({
      servers: SERVERS,
      limits: { ...LIMITS, management: { ...LIMITS.management, pageBytesMax: 100_000 } },
    });
  });
  afterAll(() => house.close());

  const walk = async (limit: string): Promise<readonly (readonly { id: string }[])[]> => {
    const pages: { id: string }[][] = [];
    for (let cursor = ''; ; ) {
      const query = `limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { status, body } = await house.local('GET', `/api/v1/servers?${query}`);
      expect(status).toBe(200);
      pages.push(body.items);
      if (body.next_cursor === null) return pages;
      cursor = body.next_cursor;
    }
  };

  test('is walked page by page, each row once; a page ends early where it grows too large', async () => {
    const pages = await walk('1000');
    const ids = pages.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(SERVERS + 1);
    expect(ids).toEqual(ids.toSorted());
    expect(pages.length).toBeGreaterThan(4);
    for (const page of pages) expect(JSON.stringify(page).length).toBeLessThan(110_000);
  });

  test('a page that was not asked for otherwise has 100 rows', async () => {
    expect((await house.local('GET', '/api/v1/servers')).body.items).toHaveLength(100);
  });

  test('a row that goes away between two pages takes no other with it', async () => {
    const first = (await house.local('GET', '/api/v1/servers?limit=10')).body;
    const last = first.items.at(-1).id;
    await house.local('DELETE', `/api/v1/servers/${last}`);
    const second = (await house.local('GET', `/api/v1/servers?limit=10&cursor=${first.next_cursor}`)).body;
    expect(second.items[0].id > last).toBe(true);
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(20);
  });

  test.each([
    'limit=0',
    'limit=1001',
    'limit=-1',
    'limit=ten',
    'limit=1&limit=2',
    'cursor=%2F',
    'cursor=',
    'other=1',
  ])('%s is refused', async (query) => {
    const { status, body } = await house.local('GET', `/api/v1/servers?${query}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'REQUEST_MALFORMED' });
  });

  test('the audit trail comes newest first, page by page', async () => {
    for (const name of ['a', 'b', 'c']) await house.local('POST', '/api/v1/vaults', { body: { name } });
    const { body } = await house.local('GET', '/api/v1/audit?limit=2');
    const rest = (await house.local('GET', `/api/v1/audit?limit=1000&cursor=${body.next_cursor}`)).body;
    const ids = [...body.items, ...rest.items].map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted().reverse());
    expect(rest.next_cursor).toBeNull();
    expect(body.items[0]).toMatchObject({ kind: 'vault.create', actor: { kind: 'owner' } });
  });
});

test('a page of the audit trail that ends early goes on where it ended', async () => {
  const small = await openManagementHouse({
    limits: { ...LIMITS, management: { ...LIMITS.management, pageBytesMax: 1 } },
  });
  try {
    for (const name of ['a', 'b', 'c']) await small.local('POST', '/api/v1/vaults', { body: { name } });
    const first = (await small.local('GET', '/api/v1/audit?limit=3')).body;
    expect(first.items).toHaveLength(1);
    const second = (await small.local('GET', `/api/v1/audit?limit=3&cursor=${first.next_cursor}`)).body;
    const third = (await small.local('GET', `/api/v1/audit?limit=3&cursor=${second.next_cursor}`)).body;
    const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }: { id: string }) => id));
    expect(new Set(ids).size).toBe(3);
    expect(third.next_cursor).toBeNull();
  } finally {
    await small.close();
  }
});
