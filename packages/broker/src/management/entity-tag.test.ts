import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  GRACE,
  LINUS,
  type ManagementHouse,
  openManagementHouse,
  PLATFORM,
  PRODUCTION,
  SERVER,
} from '../testing/management-house.ts';
import { entityTag, matches } from './entity-tag.ts';

test.each([
  ['the tag', entityTag({ a: 1 }), true],
  ['one of several', `"x", ${entityTag({ a: 1 })}`, true],
  ['any state', '*', true],
  ['another tag', entityTag({ a: 2 }), false],
  ['the same tag, weak', `W/${entityTag({ a: 1 })}`, false],
  ['nothing', '', false],
])('If-Match with %s', (_what, header, allowed) => {
  expect(matches(header, { a: 1 })).toBe(allowed);
  expect(matches(header, null)).toBe(false);
});

describe('a change with If-Match', () => {
  let house: ManagementHouse;
  beforeAll(async () => {
    house = await openManagementHouse();
  });
  afterAll(() => house.close());

  const tagOf = async (path: string): Promise<string> =>
    String((await house.local('GET', `/api/v1${path}`)).headers['etag']);

  test('is done on the state that was read, and the answer bears the tag of the next', async () => {
    const path = `/servers/${SERVER}`;
    const before = await tagOf(path);
    const renamed = await house.local('PATCH', `/api/v1${path}`, {
      body: { name: 'Other' },
      headers: { 'if-match': before },
    });
    expect(renamed.status).toBe(200);
    expect(renamed.headers['etag']).toBe(await tagOf(path));
    expect(renamed.headers['etag']).not.toBe(before);
    const again = await house.local('PATCH', `/api/v1${path}`, {
      body: { name: 'Third' },
      headers: { 'if-match': before },
    });
    expect({ status: again.status, code: again.body.code }).toEqual({
      status: 412,
      code: 'PRECONDITION_FAILED',
    });
    expect((await house.local('GET', `/api/v1${path}`)).body.name).toBe('Other');
  });

  test('of two who read the same state, over both listeners at once, exactly one is done', async () => {
    for (let round = 0; round < 10; round += 1) {
      const credential = await house.credential(GRACE, ['manage']);
      const headers = { 'if-match': await tagOf(`/servers/${SERVER}`) };
      const path = `/api/v1/servers/${SERVER}`;
      const replies = await Promise.all([
        house.local('PATCH', path, { body: { name: `Local ${round}` }, headers }),
        house.remote('PATCH', path, { body: { name: `Remote ${round}` }, headers, credential }),
        house.local('DELETE', `${path}/grants/${PRODUCTION}`, { headers }),
      ]);
      expect(replies.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
      await house.local('PUT', `${path}/grants/${PRODUCTION}`, { body: { access: 'rw' } });
    }
  });

  test('is held against managers, groups and the plan as well', async () => {
    for (const [read, method, change, body] of [
      ['/managers', 'PUT', `/managers/all-servers/${PLATFORM}`, undefined],
      [`/groups/${PLATFORM}`, 'PUT', `/groups/${PLATFORM}/members/${LINUS}`, undefined],
      ['/credits/plan', 'PUT', '/credits/plan', { kind: 'metered', limit: 100 }],
    ] as const) {
      const good = { headers: { 'if-match': await tagOf(read) }, body };
      const bad = { headers: { 'if-match': '"no"' }, body };
      expect((await house.local(method, `/api/v1${change}`, bad)).status, change).toBe(412);
      expect((await house.local(method, `/api/v1${change}`, good)).status, change).toBe(200);
    }
  });

  test('an answer that is not the state of one thing bears no tag', async () => {
    for (const path of ['/caller', '/servers', '/credits'])
      expect((await house.local('GET', `/api/v1${path}`)).headers, path).not.toHaveProperty('etag');
    const gone = await house.local('DELETE', `/api/v1/tokens/${'n'.repeat(26)}`);
    expect({ status: gone.status, tag: gone.headers['etag'] }).toEqual({ status: 200, tag: undefined });
  });

  test('of something that is not there is refused, and without If-Match it is unknown', async () => {
    const path = `/api/v1/vaults/${'n'.repeat(26)}`;
    const body = { name: 'x' };
    expect((await house.local('PATCH', path, { body, headers: { 'if-match': '*' } })).status).toBe(412);
    expect((await house.local('PATCH', path, { body })).status).toBe(404);
  });

  test('where nothing can be compared is refused, and makes nothing', async () => {
    const ask = { body: { name: 'x' }, headers: { 'if-match': '*' } };
    const { status, body } = await house.local('POST', '/api/v1/vaults', ask);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'REQUEST_MALFORMED' });
    expect((await house.local('GET', '/api/v1/vaults')).body.items).toHaveLength(3);
  });
});
