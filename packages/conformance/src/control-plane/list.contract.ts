import type { Server, Vault } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must, type Subject } from './subject.ts';
import { CONFIGURATION, FINANCE, LATER, OTHER_SERVER, order, PRODUCTION, SERVER, WORLD } from './world.ts';

const byId = (one: { readonly id: string }, other: { readonly id: string }): number =>
  one.id < other.id ? -1 : 1;

/** What the port says of a server, in an order of its own: an implementation may tell more. */
const sorted = (servers: readonly Server[]): readonly Server[] =>
  servers
    .map(({ id, name, grants }) => ({
      id,
      name,
      grants: grants.toSorted((one, other) => (one.vaultId < other.vaultId ? -1 : 1)),
    }))
    .sort(byId);

export function listContract({ plane, create, tokens }: Subject): void {
  describe('lists', () => {
    test('every vault, namesakes and built-in ones included, with its type where types are known', async () => {
      const known = plane().capabilities.vaultTypesKnown;
      const told = must(await plane().vaults.list()).map(({ id, name, type }) => ({ id, name, type }));
      const expected = WORLD.vaults.map((vault): Vault => (known ? vault : { ...vault, type: null }));
      expect(told.sort(byId)).toEqual(expected.sort(byId));
    });

    test('every server with what it is granted, although two have one name', async () => {
      expect(sorted(must(await plane().servers.list()))).toEqual(sorted(WORLD.servers));
    });

    test('no token in an account that has none', async () => {
      expect(await tokens()).toEqual([]);
    });

    test('the tokens of all servers, each as it was answered when it was made', async () => {
      const one = await create(
        order([
          [CONFIGURATION, 'r'],
          [PRODUCTION, 'w'],
        ]),
      );
      const other = await create(
        order([[FINANCE, 'rw']], { serverId: OTHER_SERVER.id, name: 'another', expiresAt: null }),
      );
      expect((await tokens()).toSorted(byId)).toEqual([one.token, other.token].sort(byId));
      expect(other.token).toMatchObject({ serverId: OTHER_SERVER.id, expiresAt: null });
      expect(one.token).toMatchObject({ serverId: SERVER.id, expiresAt: LATER });
    });

    test('no list holds a token’s text', async () => {
      const { secret } = await create(order([[PRODUCTION, 'r']]));
      const told = JSON.stringify([
        await plane().vaults.list(),
        await plane().servers.list(),
        await plane().tokens.list(),
      ]);
      for (const segment of secret.reveal().split('.')) expect(told).not.toContain(segment);
    });
  });
}
