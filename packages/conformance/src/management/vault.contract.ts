import { plus, seconds, type Vault } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { BUILT_IN, FINANCE, order, PRODUCTION, START } from '../control-plane/world.ts';
import { expectRefusals, grant, type Refused, type Subject } from './subject.ts';
import { NOWHERE, SEED } from './world.ts';

export function vaultContract({ house, owner, server }: Subject): void {
  describe('vaults', () => {
    const vault = async (id: string) => must(await owner().vaults.list()).find((each) => each.id === id);

    test('are all listed, built-in ones included, with what a manager sees of them', async () => {
      const listed = must(await owner().vaults.list());
      expect(listed.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toEqual(
        SEED.vaults.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
      );
    });

    test('a new one is empty, made by people, and can be granted', async () => {
      const made = must(await owner().vaults.create({ name: 'New' }));
      expect(made).toEqual({
        id: expect.stringMatching(/^[a-z0-9]{26}$/),
        name: 'New',
        type: 'USER_CREATED',
        attributeVersion: 1,
        contentVersion: 1,
        items: 0,
        createdAt: START,
        updatedAt: START,
      });
      expect(await vault(made.id)).toEqual(made);
      const { grants } = await server({ grants: [grant(made, 'r')] });
      expect(grants).toEqual([{ vaultId: made.id, access: 'r' }]);
    });

    test('a rename changes the name, its version and its time, and nothing else', async () => {
      const before = await vault(PRODUCTION.id);
      house().time.advance(seconds(5));
      const renamed = must(await owner().vaults.rename(PRODUCTION.id.toUpperCase(), 'Live'));
      expect(renamed).toEqual({
        ...before,
        name: 'Live',
        attributeVersion: 2,
        updatedAt: plus(START, seconds(5)),
      });
      expect(await vault(PRODUCTION.id)).toEqual(renamed);
    });

    test('are renamed by their ids only', () =>
      expectRefusals(
        owner(),
        [NOWHERE, PRODUCTION.name].map((id) => [
          () => owner().vaults.rename(id, 'Live'),
          'VAULT_UNKNOWN',
          id,
        ]),
      ));
  });

  test.each(BUILT_IN)('the built-in vault $name is on no way to a server or a token', async (builtIn) => {
    const { id } = await server();
    must(await owner().vaults.rename(builtIn.id, 'Renamed'));
    const guises = [
      builtIn,
      { ...builtIn, name: FINANCE.name, type: 'USER_CREATED' },
      { ...builtIn, id: builtIn.id.toUpperCase() },
    ];
    const ways = (vault: Vault): readonly Refused[] => {
      const grants = [grant(PRODUCTION), grant(vault, 'r')];
      const scope = order([
        [PRODUCTION, 'r'],
        [vault, 'r'],
      ]);
      return [
        [() => owner().servers.create({ name: 'Another', grants, fixed: false }), 'VAULT_BUILT_IN'],
        [() => owner().servers.create({ name: 'Another', grants, fixed: true }), 'VAULT_BUILT_IN'],
        [() => owner().grants.grant(id, grant(vault, 'r')), 'VAULT_BUILT_IN'],
        [() => owner().tokens.create({ ...scope, serverId: id }), 'VAULT_BUILT_IN'],
      ];
    };
    await expectRefusals(owner(), guises.flatMap(ways));
  });
}
