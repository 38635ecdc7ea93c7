import { type FailureCode, type TokenOrder, VAULTS_PER_TOKEN_MAX } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { CONFIGURATION, FINANCE, INBOX, order, PRODUCTION } from '../control-plane/world.ts';
import { snapshot } from './snapshot.ts';
import { expectRefusal, expectRefusals, grant, type Subject } from './subject.ts';
import { NOWHERE } from './world.ts';

const GRANTS = [grant(PRODUCTION), grant(CONFIGURATION, 'r'), grant(INBOX, 'w')];

const REFUSED: readonly [string, TokenOrder, FailureCode][] = [
  ['for a vault that the server has not', order([[FINANCE, 'r']]), 'VAULT_NOT_GRANTED'],
  ['to write where the server reads', order([[CONFIGURATION, 'w']]), 'PERMISSION_NOT_GRANTED'],
  ['to read and write where the server reads', order([[CONFIGURATION, 'rw']]), 'PERMISSION_NOT_GRANTED'],
  ['to read where the server writes', order([[INBOX, 'r']]), 'PERMISSION_NOT_GRANTED'],
  ['for an unknown vault', order([[{ ...PRODUCTION, id: NOWHERE }, 'r']]), 'VAULT_UNKNOWN'],
  [
    'for a vault twice',
    order([
      [PRODUCTION, 'r'],
      [{ ...PRODUCTION, id: PRODUCTION.id.toUpperCase() }, 'w'],
    ]),
    'VAULT_REPEATED',
  ],
  [
    'where one vault of several is wider than granted',
    order([
      [PRODUCTION, 'rw'],
      [CONFIGURATION, 'rw'],
    ]),
    'PERMISSION_NOT_GRANTED',
  ],
];

export function tokenContract({ owner, server, token }: Subject): void {
  const listed = async (id: string) => must(await owner().tokens.list()).find((each) => each.id === id);
  const version = async (id: string) =>
    must(await owner().servers.list()).find((each) => each.id === id)?.tokensVersion ?? 0;

  describe('a standing token', () => {
    test('is made under its name, for its server, with its scope, and lives until it is deleted', async () => {
      const made = await server({ grants: GRANTS });
      const issued = await token(made, [
        [INBOX, 'w'],
        [PRODUCTION, 'r'],
      ]);
      expect(issued.token).toMatchObject({
        name: 'a token',
        serverId: made.id,
        state: 'ACTIVE',
        expiresAt: null,
      });
      expect(new Set(issued.token.vaults)).toEqual(new Set([grant(INBOX, 'w'), grant(PRODUCTION, 'r')]));
      expect(await listed(issued.token.id)).toEqual(issued.token);
    });

    test('is not made wider than its server, nor for a vault that is not there, or there twice', async () => {
      const { id } = await server({ grants: GRANTS });
      await expectRefusals(
        owner(),
        REFUSED.map(([what, asked, code]) => [
          () => owner().tokens.create({ ...asked, serverId: id }),
          code,
          what,
        ]),
      );
    });

    test('is not made for an unknown server, nor for a server’s name', async () => {
      const { name } = await server();
      await expectRefusals(
        owner(),
        [NOWHERE, name].map((serverId) => [
          () => owner().tokens.create(order([[PRODUCTION, 'r']], { serverId })),
          'SERVER_UNKNOWN',
        ]),
      );
    });

    test(`is not made for more than ${VAULTS_PER_TOKEN_MAX} vaults`, async () => {
      const made = await server();
      const asks = Array.from({ length: VAULTS_PER_TOKEN_MAX + 1 }, () => [PRODUCTION, 'r'] as const);
      const asked = order(asks, { serverId: made.id });
      await expectRefusal(owner(), () => owner().tokens.create(asked), 'VAULTS_TOO_MANY');
    });
  });

  describe('a token is renamed', () => {
    test('and its vaults, its expiry and all else stay', async () => {
      const made = await server();
      const [{ token: one }, { token: other }] = [await token(made), await token(made)];
      const renamed = must(await owner().tokens.rename(one.id.toUpperCase(), 'deploy'));
      expect(renamed).toEqual({ ...one, name: 'deploy' });
      expect(await listed(one.id)).toEqual(renamed);
      expect(await listed(other.id)).toEqual(other);
    });

    test('by its id only', async () => {
      const { token: standing } = await token(await server());
      await expectRefusals(
        owner(),
        [NOWHERE, standing.name].map((id) => [
          () => owner().tokens.rename(id, 'deploy'),
          'TOKEN_UNKNOWN',
          id,
        ]),
      );
    });
  });

  describe('a token is deleted', () => {
    test('and stays in the list, revoked, without credits', async () => {
      const { token: standing } = await token(await server());
      expect(await owner().tokens.delete(standing.id.toUpperCase())).toEqual({ ok: true, value: 'deleted' });
      expect(must(await owner().tokens.list())).toEqual([{ ...standing, state: 'REVOKED' }]);
      expect(must(await owner().credits.read())).toMatchObject({ usage: 0, servers: [], used: 0 });
    });

    test('once, and is found absent from then on, without another event', async () => {
      const { token: standing } = await token(await server());
      must(await owner().tokens.delete(standing.id));
      const before = await snapshot(owner());
      for (const id of [standing.id, standing.name, NOWHERE, ''])
        expect(await owner().tokens.delete(id)).toEqual({ ok: true, value: 'absent' });
      expect(await snapshot(owner())).toEqual(before);
    });
  });

  test('each change of a server’s tokens is one version further, and no other server’s', async () => {
    const [made, other] = [await server(), await server()];
    const { token: standing } = await token(made);
    expect(await version(made.id)).toBe(2);
    must(await owner().tokens.rename(standing.id, 'deploy'));
    expect(await version(made.id)).toBe(3);
    must(await owner().tokens.delete(standing.id));
    expect(await version(made.id)).toBe(4);
    must(await owner().tokens.delete(standing.id));
    expect(await version(made.id)).toBe(4);
    expect(await version(other.id)).toBe(1);
  });
}
