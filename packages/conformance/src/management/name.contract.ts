import { type CallFailure, type Management, NAME_MAX, type Result } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { order, PRODUCTION } from '../control-plane/world.ts';
import { expectRefusals, type Subject } from './subject.ts';

const REFUSED: readonly [string, string][] = [
  ['is empty', ''],
  ['is nothing but space', ' \u00A0\t'],
  [`has ${NAME_MAX + 1} characters`, 'x'.repeat(NAME_MAX + 1)],
  ['has 1,000 characters', 'x'.repeat(1_000)],
  ['holds a line break', 'Production\nServers'],
  ['holds an escape that steers a terminal', 'Production\u001B[2J'],
  ['holds a null', 'Production\u0000'],
  ['turns the writing around', 'Production\u202Exyz'],
  ['holds half of a pair', 'Production\uD83D'],
];

const TAKEN: readonly [string, string][] = [
  ['has one character', 'x'],
  [`has ${NAME_MAX} characters`, 'x'.repeat(NAME_MAX)],
  ['is written in any script', 'Störfälle, 本番 👩‍💻'],
  ['looks like SQL', `'; DROP TABLE server; --`],
];

type Naming = (
  management: Management,
  name: string,
  of: { readonly serverId: string; readonly tokenId: string },
) => Promise<Result<{ readonly name: string }, CallFailure>>;

const NAMINGS: readonly [string, Naming][] = [
  ['a new vault', (management, name) => management.vaults.create({ name })],
  ['a vault', (management, name) => management.vaults.rename(PRODUCTION.id, name)],
  [
    'a new server',
    async (management, name) => {
      const created = await management.servers.create({ name, grants: [], fixed: false });
      return created.ok ? { ok: true, value: created.value.server } : created;
    },
  ],
  ['a server', (management, name, { serverId }) => management.servers.rename(serverId, name)],
  [
    'a new token',
    async (management, name, { serverId }) => {
      const created = await management.tokens.create(order([[PRODUCTION, 'r']], { name, serverId }));
      return created.ok ? { ok: true, value: created.value.token } : created;
    },
  ],
  ['a token', (management, name, { tokenId }) => management.tokens.rename(tokenId, name)],
  ['a new group', (management, name) => management.groups.create({ name })],
];

export function nameContract({ owner, server, token }: Subject): void {
  const things = async () => {
    const made = await server();
    return { serverId: made.id, tokenId: (await token(made)).token.id };
  };

  describe.each(NAMINGS)('the name of %s', (_, naming) => {
    test('is refused where it is none, or would steer a terminal or a log', async () => {
      const of = await things();
      await expectRefusals(
        owner(),
        REFUSED.map(([what, name]) => [() => naming(owner(), name, of), 'NAME_INVALID', what]),
      );
    });

    test('is taken as it is, in any script, and twice', async () => {
      const of = await things();
      for (const [what, name] of [...TAKEN, ...TAKEN])
        expect(must(await naming(owner(), name, of)).name, what).toBe(name);
    });
  });
}
