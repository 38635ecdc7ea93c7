import { describe, expect, test } from 'vitest';
import { type BuiltInRule, refuseBuiltIn, VAULT_TYPES, type Vault } from './vault.ts';

const vault = (type: Vault['type'], name = 'Production'): Vault => ({ id: 'v'.repeat(26), name, type });

const rule = (over: Partial<BuiltInRule> = {}): BuiltInRule => ({
  allowEveryone: false,
  typesKnown: true,
  ...over,
});

const refused = (given: Vault, over: Partial<BuiltInRule> = {}): boolean =>
  refuseBuiltIn(given, rule(over)) !== undefined;

describe('vaults by type', () => {
  test('are allowed only where people created them', () => {
    expect(VAULT_TYPES.filter((type) => !refused(vault(type)))).toEqual(['USER_CREATED']);
  });

  test('Shared passes by a setting, which opens nothing else', () => {
    expect(VAULT_TYPES.filter((type) => !refused(vault(type), { allowEveryone: true }))).toEqual([
      'USER_CREATED',
      'EVERYONE',
    ]);
  });

  test.each([['DEPARTMENT'], ['user_created'], ['USER_CREATED '], ['']])(
    'a type that is new or spelt otherwise is refused: `%s`',
    (type) => {
      expect(refused(vault(type))).toBe(true);
      expect(refused(vault(type), { allowEveryone: true, typesKnown: false })).toBe(true);
    },
  );

  test('a missing type is refused where the account tells types', () => {
    expect(refused(vault(null))).toBe(true);
    expect(refused(vault(null), { allowEveryone: true })).toBe(true);
  });

  test('a name means nothing where the type is known', () => {
    expect(refused(vault('USER_CREATED', 'Private'))).toBe(false);
    expect(refused(vault('USER_CREATED', 'Private'), { typesKnown: false })).toBe(false);
    expect(refused(vault('PERSONAL', 'Production'))).toBe(true);
    expect(refused(vault('PERSONAL', 'Production'), { typesKnown: false })).toBe(true);
  });

  test('a refusal says which vault, and what the account says of it', () => {
    expect(refuseBuiltIn(vault('TRANSFER', 'Transfer'), rule())).toEqual({
      code: 'VAULT_BUILT_IN',
      vault: 'Transfer',
      id: 'v'.repeat(26),
      type: 'TRANSFER',
    });
  });
});

describe('vaults by name, where the account tells no types', () => {
  const blind = { typesKnown: false };

  test.each(['Personal', 'Private', 'Employee', 'PRIVATE', 'employee', '  pRiVaTe '])(
    '`%s` is refused, whatever the setting',
    (name) => {
      expect(refused(vault(null, name), blind)).toBe(true);
      expect(refused(vault(null, name), { ...blind, allowEveryone: true })).toBe(true);
    },
  );

  test.each(['Shared', 'Everyone', 'SHARED', ' shared'])('`%s` passes by the setting only', (name) => {
    expect(refused(vault(null, name), blind)).toBe(true);
    expect(refused(vault(null, name), { ...blind, allowEveryone: true })).toBe(false);
  });

  test.each(['Production', 'Private keys', 'Shared configuration', 'Employees'])('`%s` passes', (name) => {
    expect(refused(vault(null, name), blind)).toBe(false);
  });
});
