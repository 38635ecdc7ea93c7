import { CREDENTIAL_RIGHTS, type CredentialRight } from '@connect-token/core';
import {
  OPERATIONS,
  type Operation,
  type OperationId,
  problemJson,
} from '@connect-token/protocol/management';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, type ManagementHouse, openManagementHouse } from '../testing/management-house.ts';

let house: ManagementHouse;
beforeAll(async () => {
  house = await openManagementHouse();
});
afterAll(() => house.close());

const IDS = Object.keys(OPERATIONS) as OperationId[];

/** Something that isn't there, so that nothing is changed by whoever is let in. */
const nowhere = (id: OperationId): string =>
  `/api/v1${OPERATIONS[id].path.replace(/\{\w+\}/g, 'n'.repeat(26))}`;

/** As the documentation has it; beside the table in the code, which is what is being tested. */
const NEEDED: Readonly<Record<Operation['right'], readonly CredentialRight[]>> = {
  any: CREDENTIAL_RIGHTS,
  read: ['read', 'manage'],
  manage: ['manage'],
  'tokens:create': ['tokens:create'],
  owner: [],
};

describe.each(IDS)('%s', (id) => {
  const { method, right }: Operation = OPERATIONS[id];
  const path = nowhere(id);

  test.each(CREDENTIAL_RIGHTS)('with the right %s alone', async (has) => {
    const credential = await house.credential(ADA, [has]);
    const { status, body, headers } = await house.remote(method, path, { credential });
    if (NEEDED[right].includes(has)) {
      expect([401, 403]).not.toContain(status);
      return;
    }
    expect(status).toBe(403);
    expect(problemJson.parse(body)).toMatchObject({ code: 'CREDENTIAL_RIGHT_MISSING', effect: 'none' });
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(headers['www-authenticate']).toBe(
      `Bearer realm="connect-token", error="insufficient_scope", scope="${right}"`,
    );
    expect(house.lines.find(({ event }) => event === body.event_id)).toMatchObject({ operation: id });
  });

  test('without a credential: refused over HTTP, the owner over the socket', async () => {
    const { status, body, headers } = await house.remote(method, path);
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'CREDENTIAL_INVALID' });
    expect(headers['www-authenticate']).toBe('Bearer realm="connect-token"');
    expect([401, 403]).not.toContain((await house.local(method, path)).status);
  });
});

test('the making of standing tokens is in no table of rights but its own (T49)', () => {
  const implied = IDS.filter((id) => OPERATIONS[id].right === 'tokens:create');
  expect(implied).toEqual(['createToken']);
});
