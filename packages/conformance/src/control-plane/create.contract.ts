import { inspect } from 'node:util';
import { instant, sameScope, tokenVaults } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import type { Subject } from './subject.ts';
import { type Ask, CONFIGURATION, INBOX, LATER, order, PRODUCTION, SERVER, START } from './world.ts';

const SCOPES: readonly [string, readonly Ask[]][] = [
  ['to read where reading and writing is granted', [[PRODUCTION, 'r']]],
  ['to write where reading and writing is granted', [[PRODUCTION, 'w']]],
  ['to read and write', [[PRODUCTION, 'rw']]],
  ['to write where only that is granted', [[INBOX, 'w']]],
  [
    'of several vaults',
    [
      [PRODUCTION, 'r'],
      [CONFIGURATION, 'r'],
      [INBOX, 'w'],
    ],
  ],
];

export function createContract({ plane, create, tokens }: Subject): void {
  describe('a token is made', () => {
    test.each(SCOPES)('%s, with exactly the scope asked for', async (_, asks) => {
      const asked = order(asks);
      const { token } = await create(asked);
      expect(sameScope(token.vaults, tokenVaults(asked.scope))).toBe(true);
    });

    test('under its name, for its server, active', async () => {
      const { token } = await create(order([[PRODUCTION, 'r']], { name: 'ct1.abcd1234.lease tail ü' }));
      expect(token).toMatchObject({
        name: 'ct1.abcd1234.lease tail ü',
        serverId: SERVER.id,
        state: 'ACTIVE',
      });
    });

    test('with the expiry asked for, where that is a whole second', async () => {
      const { token } = await create(order([[PRODUCTION, 'r']]));
      expect(token.expiresAt).toBe(LATER);
    });

    test('with one that is no later than asked for, where it is not', async () => {
      const expiresAt = instant(LATER + 999);
      const { token } = await create(order([[PRODUCTION, 'r']], { expiresAt }));
      expect(token.expiresAt).toBeLessThanOrEqual(expiresAt);
      expect(token.expiresAt).toBeGreaterThan(START);
    });

    test('without an expiry, where none is asked for', async () => {
      const { token } = await create(order([[PRODUCTION, 'r']], { expiresAt: null }));
      expect(token.expiresAt).toBeNull();
    });

    test('by ids in any case, and answered in the account’s own', async () => {
      const vault = { ...PRODUCTION, id: PRODUCTION.id.toUpperCase() };
      const { token } = await create(order([[vault, 'r']], { serverId: SERVER.id.toLowerCase() }));
      expect(token).toMatchObject({
        serverId: SERVER.id,
        vaults: [{ vaultId: PRODUCTION.id, access: 'r' }],
      });
    });

    test('twice under one name: two tokens, two texts', async () => {
      const asked = order([[PRODUCTION, 'r']]);
      const [one, other] = [await create(asked), await create(asked)];
      expect(one.token.id).not.toBe(other.token.id);
      expect(one.secret.reveal()).not.toBe(other.secret.reveal());
      expect((await tokens()).filter(({ name }) => name === asked.name)).toHaveLength(2);
    });

    test('as a JWT whose id is the token’s, that can not be printed by accident', async () => {
      const { token, secret } = await create(order([[PRODUCTION, 'r']]));
      const [, payload = '', ...rest] = secret.reveal().split('.');
      expect(rest).toHaveLength(1);
      expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
        jti: token.id,
        sub: SERVER.id,
      });
      for (const printed of [String(secret), JSON.stringify({ secret }), inspect({ secret })])
        expect(printed).not.toContain(payload);
    });

    test('many at the same time, each its own', async () => {
      const made = await Promise.all(Array.from({ length: 20 }, () => create(order([[PRODUCTION, 'r']]))));
      expect(new Set(made.map(({ token }) => token.id)).size).toBe(20);
      expect(await tokens()).toHaveLength(20);
    });

    test('and the account says how soon, and how surely, it can be found', () => {
      const { settlesWithin, listsMayBeStale } = plane().capabilities;
      expect(settlesWithin).toBeGreaterThanOrEqual(0);
      expect(typeof listsMayBeStale).toBe('boolean');
    });
  });
}
