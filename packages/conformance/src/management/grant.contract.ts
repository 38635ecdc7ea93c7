import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { CONFIGURATION, INBOX, order, PRODUCTION } from '../control-plane/world.ts';
import { snapshot } from './snapshot.ts';
import { expectRefusal, expectRefusals, grant, type Subject } from './subject.ts';
import { NOWHERE } from './world.ts';

export function grantContract({ owner, server, token }: Subject): void {
  const usage = async () => must(await owner().credits.read()).usage;

  describe('a vault is granted', () => {
    test('to one server, by ids in any case', async () => {
      const [made, other] = [await server(), await server()];
      const granted = must(
        await owner().grants.grant(made.id.toLowerCase(), {
          vaultId: INBOX.id.toUpperCase(),
          access: 'w',
        }),
      );
      expect(new Set(granted.grants)).toEqual(new Set([grant(PRODUCTION), grant(INBOX, 'w')]));
      const listed = must(await owner().servers.list());
      expect(listed).toContainEqual(granted);
      expect(listed).toContainEqual(other);
    });

    test('already: nothing changes, and no event tells of it', async () => {
      const made = await server();
      const before = await snapshot(owner());
      expect(must(await owner().grants.grant(made.id, grant(PRODUCTION)))).toEqual(made);
      expect(await snapshot(owner())).toEqual(before);
    });

    test('with another access: it replaces the first', async () => {
      const made = await server();
      const granted = must(await owner().grants.grant(made.id, grant(PRODUCTION, 'r')));
      expect(granted.grants).toEqual([grant(PRODUCTION, 'r')]);
    });

    test('by ids only, of what there is', async () => {
      const { id, name } = await server();
      const granting = (serverId: string, vaultId: string) => () =>
        owner().grants.grant(serverId, { vaultId, access: 'r' });
      await expectRefusals(owner(), [
        [granting(NOWHERE, PRODUCTION.id), 'SERVER_UNKNOWN'],
        [granting(name, PRODUCTION.id), 'SERVER_UNKNOWN'],
        [granting(id, NOWHERE), 'VAULT_UNKNOWN'],
        [granting(id, INBOX.name), 'VAULT_UNKNOWN'],
      ]);
    });
  });

  describe('a vault is revoked', () => {
    test('from one server, by ids in any case', async () => {
      const [made, other] = [await server(), await server()];
      const revoked = must(await owner().grants.revoke(made.id.toLowerCase(), PRODUCTION.id.toUpperCase()));
      expect(revoked).toEqual({ ...made, grants: [] });
      const listed = must(await owner().servers.list());
      expect(listed).toContainEqual(revoked);
      expect(listed).toContainEqual(other);
    });

    test('twice: the second time nothing changes', async () => {
      const made = await server();
      must(await owner().grants.revoke(made.id, PRODUCTION.id));
      const before = await snapshot(owner());
      expect(must(await owner().grants.revoke(made.id, PRODUCTION.id)).grants).toEqual([]);
      expect(await snapshot(owner())).toEqual(before);
    });

    test('not from an unknown server, and no unknown one', async () => {
      const { id } = await server();
      await expectRefusals(owner(), [
        [() => owner().grants.revoke(NOWHERE, PRODUCTION.id), 'SERVER_UNKNOWN'],
        [() => owner().grants.revoke(id, NOWHERE), 'VAULT_UNKNOWN'],
      ]);
    });
  });

  describe('what tokens reach changes at once, and what they are does not', () => {
    test('a grant that is taken and given again', async () => {
      const made = await server({ grants: [grant(PRODUCTION), grant(CONFIGURATION, 'r')] });
      const { token: standing } = await token(made, [
        [PRODUCTION, 'rw'],
        [CONFIGURATION, 'r'],
      ]);
      expect(await usage()).toBe(2);
      must(await owner().grants.revoke(made.id, PRODUCTION.id));
      expect(await usage()).toBe(1);
      expect(must(await owner().tokens.list())).toEqual([standing]);
      must(await owner().grants.grant(made.id, grant(PRODUCTION)));
      expect(await usage()).toBe(2);
    });

    test('a grant that shares nothing with the token any more costs nothing', async () => {
      const made = await server();
      await token(made, [[PRODUCTION, 'r']]);
      must(await owner().grants.grant(made.id, grant(PRODUCTION, 'w')));
      expect(await usage()).toBe(0);
    });

    test('a vault that the token does not name is nothing to it', async () => {
      const made = await server();
      await token(made);
      must(await owner().grants.grant(made.id, grant(INBOX)));
      expect(await usage()).toBe(1);
    });

    test('no token is made for a vault that was taken away', async () => {
      const made = await server();
      must(await owner().grants.revoke(made.id, PRODUCTION.id));
      const asked = order([[PRODUCTION, 'r']], { serverId: made.id });
      await expectRefusal(owner(), () => owner().tokens.create(asked), 'VAULT_NOT_GRANTED');
    });
  });

  describe('a server whose vaults are fixed', () => {
    test('gets no vault beyond those that it began with', async () => {
      const made = await server({ fixed: true });
      await expectRefusal(owner(), () => owner().grants.grant(made.id, grant(INBOX, 'r')), 'VAULTS_FIXED');
    });

    test('takes back what it began with', async () => {
      const made = await server({ fixed: true });
      const revoked = must(await owner().grants.revoke(made.id, PRODUCTION.id));
      expect(revoked.fixedVaults).toEqual([PRODUCTION.id]);
      expect(must(await owner().grants.grant(made.id, grant(PRODUCTION)))).toEqual(made);
    });

    test('that began with none never gets any', async () => {
      const made = await server({ grants: [], fixed: true });
      expect(made.fixedVaults).toEqual([]);
      await expectRefusal(owner(), () => owner().grants.grant(made.id, grant(PRODUCTION)), 'VAULTS_FIXED');
    });
  });
}
