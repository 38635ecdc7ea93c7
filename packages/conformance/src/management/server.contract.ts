import { type FailureCode, isLive, type VaultGrant } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { CONFIGURATION, INBOX, order, PRODUCTION, START } from '../control-plane/world.ts';
import { expectRefusals, grant, type Refused, type Subject } from './subject.ts';
import { NOWHERE, SHOP } from './world.ts';

export function serverContract({ house, owner, server, token }: Subject): void {
  const listed = async (id: string) => must(await owner().servers.list()).find((each) => each.id === id);
  describe('a server is made', () => {
    test('with exactly its grants, and listed as it was answered', async () => {
      const grants = [grant(INBOX, 'w'), grant(PRODUCTION), grant(CONFIGURATION, 'r')];
      const made = await server({ name: 'Shop', grants });
      expect(made).toMatchObject({
        id: expect.stringMatching(/^[A-Z0-9]{26}$/),
        name: 'Shop',
        fixedVaults: null,
        createdAt: START,
        tokensVersion: 1,
      });
      expect(new Set(made.grants)).toEqual(new Set(grants));
      expect(await listed(made.id)).toEqual(made);
    });

    test('without any grant, where none is asked for', async () => {
      expect((await server({ grants: [] })).grants).toEqual([]);
    });

    test('by ids in any case, and answered in the account’s own', async () => {
      const { grants } = await server({ grants: [{ vaultId: PRODUCTION.id.toUpperCase(), access: 'r' }] });
      expect(grants).toEqual([grant(PRODUCTION, 'r')]);
    });

    test('fixed, where it is never to get other vaults', async () => {
      const grants = [grant(PRODUCTION), grant(INBOX, 'w')];
      const { fixedVaults } = await server({ grants, fixed: true });
      expect(new Set(fixedVaults)).toEqual(new Set([PRODUCTION.id, INBOX.id]));
    });

    test('not at all with a vault that there is not, or that stands there twice', async () => {
      const inCapitals: VaultGrant = { vaultId: PRODUCTION.id.toUpperCase(), access: 'r' };
      const refused: readonly [readonly VaultGrant[], FailureCode][] = [
        [[grant(PRODUCTION), { vaultId: NOWHERE, access: 'r' }], 'VAULT_UNKNOWN'],
        [[{ vaultId: PRODUCTION.name, access: 'r' }], 'VAULT_UNKNOWN'],
        [[grant(PRODUCTION, 'r'), grant(PRODUCTION, 'w')], 'VAULT_REPEATED'],
        [[grant(PRODUCTION, 'r'), inCapitals], 'VAULT_REPEATED'],
      ];
      await expectRefusals(
        owner(),
        refused.map(([grants, code]) => [
          () => owner().servers.create({ name: 'Another', grants, fixed: false }),
          code,
        ]),
      );
    });
  });

  describe('a server is renamed', () => {
    test('and keeps all else', async () => {
      const made = await server();
      const other = await server();
      const renamed = must(await owner().servers.rename(made.id.toLowerCase(), 'Live'));
      expect(renamed).toEqual({ ...made, name: 'Live' });
      expect(await listed(made.id)).toEqual(renamed);
      expect(await listed(other.id)).toEqual(other);
    });

    test('by its id only', async () => {
      const { name } = await server();
      await expectRefusals(
        owner(),
        [NOWHERE, name].map((id) => [() => owner().servers.rename(id, 'Live'), 'SERVER_UNKNOWN', id]),
      );
    });
  });

  describe('a server is deleted', () => {
    test('and its tokens end with it, and no others', async () => {
      const [made, other] = [await server(), await server()];
      const [ended, kept] = [await token(made), await token(other)];
      expect(await owner().servers.delete(made.id.toLowerCase())).toEqual({ ok: true, value: 'deleted' });
      expect(await listed(made.id)).toBeUndefined();
      const live = must(await owner().tokens.list()).filter((each) => isLive(each, START));
      expect(live).toEqual([kept.token]);
      expect(live).not.toContainEqual(ended.token);
    });

    test('and gives its credits and its managers’ list back', async () => {
      const made = await server();
      await token(made);
      must(await owner().managers.grant(SHOP.id, { kind: 'server', serverId: made.id }));
      must(await owner().servers.delete(made.id));
      expect(must(await owner().credits.read())).toMatchObject({ usage: 0, servers: [], used: 0 });
      expect(must(await owner().managers.list()).own).toEqual(new Map());
    });

    test('once, and is found absent from then on, without another event', async () => {
      const made = await server();
      must(await owner().servers.delete(made.id));
      const events = must(await owner().audit.list({ limit: 100, before: null }));
      for (const id of [made.id, NOWHERE, made.name, ''])
        expect(await owner().servers.delete(id)).toEqual({ ok: true, value: 'absent' });
      expect(must(await owner().audit.list({ limit: 100, before: null }))).toEqual(events);
    });

    test('by two at the same time: one of them did it', async () => {
      const { id } = await server();
      const answers = await Promise.all([owner().servers.delete(id), owner().servers.delete(id)]);
      expect(answers.map(must).sort()).toEqual(['absent', 'deleted']);
    });

    test('and serves for nothing any more', async () => {
      const { id } = await server();
      must(await owner().servers.delete(id));
      const asked = order([[PRODUCTION, 'r']], { serverId: id });
      const broker = house().broker ?? owner();
      const refused: readonly Refused[0][] = [
        () => owner().servers.rename(id, 'Live'),
        () => owner().grants.grant(id, grant(INBOX)),
        () => owner().grants.revoke(id, PRODUCTION.id),
        () => owner().tokens.create(asked),
        () => broker.tokens.create(asked),
        () => owner().managers.grant(SHOP.id, { kind: 'server', serverId: id }),
      ];
      await expectRefusals(
        owner(),
        refused.map((work) => [work, 'SERVER_UNKNOWN']),
      );
    });
  });

  test('two servers of one name are two, each with its own grants, tokens and end', async () => {
    const [one, other] = [await server(), await server()];
    must(await owner().grants.grant(one.id, grant(INBOX)));
    expect(await listed(other.id)).toEqual(other);
    must(await owner().servers.delete(one.id));
    expect(await listed(other.id)).toEqual(other);
  });
}
