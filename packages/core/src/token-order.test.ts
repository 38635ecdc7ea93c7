import { describe, expect, test } from 'vitest';
import type { Access } from './access.ts';
import type { TokenOrder } from './ports.ts';
import { isNonEmpty } from './result.ts';
import type { Server } from './server.ts';
import { type OrderWorld, refuseOrder } from './token-order.ts';
import type { BuiltInRule, Vault, VaultType } from './vault.ts';

const id = (letter: string): string => letter.repeat(26);
const vault = (letter: string, type: VaultType | null): Vault => ({
  id: id(letter),
  name: `vault ${letter}`,
  type,
});

const SERVER: Server = {
  id: 'S'.repeat(26),
  name: 'Production',
  grants: ['a', 'p', 'e', 't', 'n', 'x'].map((letter) => ({ vaultId: id(letter), access: 'r' as Access })),
};
const WORLD: OrderWorld = {
  server: SERVER,
  vaults: [
    vault('a', 'USER_CREATED'),
    vault('b', 'USER_CREATED'),
    vault('p', 'PERSONAL'),
    vault('e', 'EVERYONE'),
    vault('t', 'TRANSFER'),
    { ...vault('n', null), type: 'NEW' },
  ],
  builtIn: { allowEveryone: false, typesKnown: true },
};

/** An order as a caller makes it that has looked vaults up: whatever they are, it takes them for its own. */
function orderOf(vaults: Readonly<Record<string, Access>>): TokenOrder {
  const scope = Object.entries(vaults).map(([vaultId, access]) => ({
    vault: { id: vaultId, name: vaultId, type: 'USER_CREATED' as const },
    access,
  }));
  if (!isNonEmpty(scope)) throw new Error('an order needs a vault');
  return { name: 'a token', serverId: SERVER.id, scope, expiresAt: null };
}

const order = (letter: string, access: Access = 'r') => orderOf({ [id(letter)]: access });

test('a vault that the server was granted', () => {
  expect(refuseOrder(order('a'), WORLD)).toBeUndefined();
});

test('ids of another case are the same', () => {
  expect(refuseOrder(order('A'), WORLD)).toBeUndefined();
});

test('an unknown server', () => {
  expect(refuseOrder(order('a'), { ...WORLD, server: undefined })).toMatchObject({ code: 'SERVER_UNKNOWN' });
});

test('a vault that does not exist, also where the server has a grant of it', () => {
  expect(refuseOrder(order('x'), WORLD)).toEqual({ code: 'VAULT_UNKNOWN', vault: id('x'), nearest: null });
});

test('a vault that the server was not granted', () => {
  expect(refuseOrder(order('b'), WORLD)).toEqual({
    code: 'VAULT_NOT_GRANTED',
    vault: 'vault b',
    server: 'Production',
  });
});

test('a permission that the server was not granted', () => {
  expect(refuseOrder(order('a', 'rw'), WORLD)).toEqual({
    code: 'PERMISSION_NOT_GRANTED',
    vault: 'vault a',
    server: 'Production',
    asked: 'rw',
    granted: 'r',
  });
});

describe('a built-in vault, although the server has it and the order takes it for another', () => {
  test.each(['p', 'e', 't', 'n'])('%s', (letter) => {
    expect(refuseOrder(order(letter), WORLD)).toMatchObject({ code: 'VAULT_BUILT_IN', id: id(letter) });
  });

  test('Shared passes where the setting allows it, and only Shared', () => {
    const builtIn: BuiltInRule = { allowEveryone: true, typesKnown: true };
    expect(refuseOrder(order('e'), { ...WORLD, builtIn })).toBeUndefined();
    expect(refuseOrder(order('p'), { ...WORLD, builtIn })).toMatchObject({ code: 'VAULT_BUILT_IN' });
    expect(refuseOrder(order('t'), { ...WORLD, builtIn })).toMatchObject({ code: 'VAULT_BUILT_IN' });
  });
});

test('a vault named twice, in two spellings', () => {
  const twice = orderOf({ [id('a')]: 'r', [id('A')]: 'r' });
  expect(refuseOrder(twice, WORLD)).toEqual({
    code: 'VAULT_REPEATED',
    vault: id('A'),
    line: 2,
    firstLine: 1,
  });
});

test('a hundred vaults pass the limit, one more does not', () => {
  const names = Array.from({ length: 101 }, (_, index) => `v${String(index).padStart(25, '0')}`);
  const world: OrderWorld = {
    ...WORLD,
    server: { ...SERVER, grants: names.map((vaultId) => ({ vaultId, access: 'r' })) },
    vaults: names.map((name) => ({ id: name, name, type: 'USER_CREATED' })),
  };
  const orderFor = (count: number) =>
    orderOf(Object.fromEntries(names.slice(0, count).map((name): [string, Access] => [name, 'r'])));
  expect(refuseOrder(orderFor(100), world)).toBeUndefined();
  expect(refuseOrder(orderFor(101), world)).toEqual({ code: 'VAULTS_TOO_MANY', given: 101, limit: 100 });
});
