import { plus, seconds } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { BUILT_IN, FINANCE, order, PRODUCTION, START } from '../control-plane/world.ts';
import { expectRefusal, grant, type Subject } from './subject.ts';
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

    test.each([NOWHERE, PRODUCTION.name, ''])('an unknown one can not be renamed: `%s`', (id) =>
      expectRefusal(owner(), () => owner().vaults.rename(id, 'Live'), 'VAULT_UNKNOWN'),
    );
  });

  describe.each(BUILT_IN)('the built-in vault $name', (builtIn) => {
    test.each([
      ['as it is', builtIn],
      ['under a false type and name', { ...builtIn, name: 'Mine', type: 'USER_CREATED' }],
      ['by its id in capitals', { ...builtIn, id: builtIn.id.toUpperCase() }],
    ])('is on no way to a server or a token, %s', async (_, vault) => {
      const made = await server();
      const grants = [grant(PRODUCTION), grant(vault, 'r')];
      const scope = order([
        [PRODUCTION, 'r'],
        [vault, 'r'],
      ]);
      for (const work of [
        () => owner().servers.create({ name: 'Another', grants, fixed: false }),
        () => owner().servers.create({ name: 'Another', grants, fixed: true }),
        () => owner().grants.grant(made.id, grant(vault, 'r')),
        () => owner().tokens.create({ ...scope, serverId: made.id }),
      ])
        await expectRefusal(owner(), work, 'VAULT_BUILT_IN');
    });

    test('stays built in under another name', async () => {
      const made = await server();
      must(await owner().vaults.rename(builtIn.id, FINANCE.name));
      await expectRefusal(owner(), () => owner().grants.grant(made.id, grant(builtIn)), 'VAULT_BUILT_IN');
    });
  });
}
