import { CREDENTIAL_RIGHTS } from '@connect-token/core';
import { OPERATIONS, type Operation, problemJson } from '@connect-token/protocol/management';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import {
  ADA,
  CONFIGURATION,
  GRACE,
  type ManagementHouse,
  OWNERS,
  openManagementHouse,
  PLATFORM,
  PRIVATE,
  PRODUCTION,
  type Reply,
  SERVER,
} from '../testing/management-house.ts';

let house: ManagementHouse;
beforeAll(async () => {
  house = await openManagementHouse();
});
afterAll(() => house.close());

/** A refusal is a problem, with nothing but what RFC 9457 and we put into it, and its event stands in the log. */
function expectProblem({ status, headers, body }: Reply): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(headers['cache-control']).toBe('no-store');
  const problem = problemJson.parse(body);
  expect(problem.status).toBe(status);
  expect(house.lines.some(({ event }) => event === problem.event_id)).toBe(true);
}

describe('what is refused before it is tried', () => {
  test.each([
    ['another path', 'GET', '/api/v1/nothing', undefined, 404, 'ROUTE_UNKNOWN'],
    ['another version', 'GET', '/api/v2/servers', undefined, 404, 'ROUTE_UNKNOWN'],
    ['another method', 'PUT', '/api/v1/servers', {}, 404, 'ROUTE_UNKNOWN'],
    ['the STS', 'POST', '/oauth/token', {}, 404, 'ROUTE_UNKNOWN'],
    ['a path that is no text', 'GET', '/api/v1/servers/%E0%A4%A', undefined, 400, 'REQUEST_MALFORMED'],
    ['no JSON', 'POST', '/api/v1/vaults', '{"name":', 400, 'REQUEST_MALFORMED'],
    ['no object', 'POST', '/api/v1/vaults', '[]', 400, 'REQUEST_MALFORMED'],
    ['no body', 'POST', '/api/v1/vaults', undefined, 400, 'REQUEST_MALFORMED'],
    ['more than the order has', 'POST', '/api/v1/vaults', { name: 'a', id: 'b' }, 400, 'REQUEST_MALFORMED'],
    [
      'a body of 256 KiB and more',
      'POST',
      '/api/v1/vaults',
      { name: 'a'.repeat(262_144) },
      413,
      'REQUEST_TOO_LARGE',
    ],
    [
      'a built-in vault',
      'PUT',
      `/api/v1/servers/${SERVER}/grants/${PRIVATE}`,
      { access: 'r' },
      422,
      'VAULT_BUILT_IN',
    ],
    ['the last Owner', 'DELETE', `/api/v1/groups/${OWNERS}/members/${ADA}`, undefined, 409, 'OWNERS_EMPTY'],
    [
      'a name of a thousand characters',
      'POST',
      '/api/v1/vaults',
      { name: 'a'.repeat(1_000) },
      422,
      'NAME_INVALID',
    ],
  ])('%s', async (_what, method, path, body, status, code) => {
    const reply = await house.local(method, path, { body });
    expect({ status: reply.status, code: reply.body.code, effect: reply.body.effect }).toEqual({
      status,
      code,
      effect: 'none',
    });
    expectProblem(reply);
  });

  test('a body of another type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx']) {
      const ask = { body: { name: 'a' }, headers: { 'content-type': type } };
      const reply = await house.local('POST', '/api/v1/vaults', ask);
      expect({ type, status: reply.status }).toEqual({ type, status: 400 });
      expectProblem(reply);
    }
  });

  test('every mistake of a body at once, each with its place', async () => {
    const body = { name: 1, grants: [{ vault_id: PRODUCTION, access: 'x' }], fixed: 'no' };
    const reply = await house.local('POST', '/api/v1/servers', { body });
    const messages = reply.body.errors.map(({ message }: { message: string }) => message);
    expect(messages).toHaveLength(3);
    expect(messages.join('\n')).toMatch(/^`name`: .*\n`grants\[0\]\.access`: .*\n`fixed`: /);
  });
});

test('a problem is what RFC 9457 says, and more', async () => {
  const { body } = await house.local('PATCH', `/api/v1/servers/${'n'.repeat(26)}`, { body: { name: 'a' } });
  expect(body).toEqual({
    type: 'urn:connect-token:problem:SERVER_UNKNOWN',
    title: 'server unknown',
    status: 404,
    detail: `there is no Connect server \`${'n'.repeat(26)}\``,
    code: 'SERVER_UNKNOWN',
    event_id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
    effect: 'none',
    errors: [
      {
        code: 'SERVER_UNKNOWN',
        message: `there is no Connect server \`${'n'.repeat(26)}\``,
        evidence: { server: 'n'.repeat(26), nearest: null },
      },
    ],
  });
});

test('requests above the rate are refused with the seconds to wait, the owner is not counted', async () => {
  const management = { ...LIMITS.management, requestsPerAddress: 3 };
  const small = await openManagementHouse({ limits: { ...LIMITS, management } });
  try {
    const statuses: number[] = [];
    for (let count = 0; count < 4; count += 1)
      statuses.push((await small.remote('GET', '/api/v1/servers')).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    const { headers, body } = await small.remote('GET', '/api/v1/servers');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body.code).toBe('RATE_LIMITED');
    for (let count = 0; count < 6; count += 1)
      expect((await small.local('GET', '/api/v1/servers')).status).toBe(200);
  } finally {
    await small.close();
  }
});

/** Texts that are somebody's id as often as not. */
const id = fc.oneof(
  fc.constantFrom(SERVER, PRODUCTION, CONFIGURATION, PRIVATE, OWNERS, PLATFORM, ADA, GRACE),
  fc.string({ minLength: 1, maxLength: 40 }),
);
const leaf = fc.oneof(
  id,
  fc.constantFrom('r', 'w', 'rw', 'metered', 'unlimited', null, true, '2026-12-01T00:00:00.000Z', 'manage'),
  fc.integer(),
  fc.string({ unit: 'binary' }),
);
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(fc.string(), leaf, { maxKeys: 3 }),
);
const grants = fc.array(
  fc.record({ vault_id: id, access: fc.oneof(fc.constantFrom('r', 'w', 'rw'), leaf) }),
  {
    maxLength: 4,
  },
);
const body = fc.oneof(
  fc.record(
    {
      name: fc.oneof(fc.string({ maxLength: 300, unit: 'binary' }), value),
      server_id: id,
      person_id: id,
      grants: fc.oneof(grants, value),
      vaults: fc.oneof(grants, value),
      rights: fc.oneof(fc.subarray([...CREDENTIAL_RIGHTS]), value),
      expires_at: value,
      expires_in: value,
      access: value,
      kind: value,
      limit: value,
      fixed: value,
    },
    { requiredKeys: [] },
  ),
  value,
);

test('whatever is sent, the answer is what the schema says, or a problem below 500', async () => {
  const operation = fc.constantFrom(...Object.values<Operation>(OPERATIONS));
  /** Half of the bodies have just the members of the operation: the others are refused by their first unknown one. */
  const cut = (given: unknown, { body: schema }: Operation): unknown => {
    const shape = (schema as { shape?: object } | null)?.shape;
    if (shape === undefined || typeof given !== 'object' || given === null) return given;
    return Object.fromEntries(Object.entries(given).filter(([key]) => Object.hasOwn(shape, key)));
  };
  await fc.assert(
    fc.asyncProperty(
      operation,
      body,
      fc.array(id, { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      async (asked, given, ids, fit) => {
        let next = 0;
        const path = asked.path.replace(/\{\w+\}/g, () => encodeURIComponent(ids[next++] ?? ''));
        const sent = asked.body === null ? {} : { body: JSON.stringify(fit ? cut(given, asked) : given) };
        const reply = await house.local(asked.method, `/api/v1${path}`, sent);
        if (reply.status >= 300) return expectProblem(reply);
        expect(reply.status).toBe(asked.status);
        expect(asked.answer.safeParse(reply.body).success).toBe(true);
      },
    ),
    { seed: 20_261_122, numRuns: 400 },
  );
});
