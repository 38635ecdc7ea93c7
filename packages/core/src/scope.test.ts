import { describe, expect, test } from 'vitest';
import {
  CONFIGURATION,
  FINANCE,
  LOGS_ONE,
  LOGS_TWO,
  OTHER_SERVER,
  PRIVATE,
  PRODUCTION,
  SERVER,
  SHARED,
  TRANSFER,
  TYPES_KNOWN,
  VAULTS,
} from '../test/acme.ts';
import type { Access } from './access.ts';
import type { RequestedScope } from './requested-scope.ts';
import { resolveScope, type ScopeWorld, sameScope, tokenVaults } from './scope.ts';

const WORLD: ScopeWorld = { server: SERVER, vaults: VAULTS, builtIn: TYPES_KNOWN };

type Written = string | readonly [vault: string, access: Access];

const asked = (...entries: readonly Written[]): RequestedScope =>
  entries.map((entry, index) => ({
    vault: typeof entry === 'string' ? entry : entry[0],
    access: typeof entry === 'string' ? undefined : entry[1],
    line: index + 1,
  })) as unknown as RequestedScope;

const failuresOf = (scope: RequestedScope, world: ScopeWorld = WORLD): readonly unknown[] => {
  const resolved = resolveScope(scope, world);
  return resolved.ok ? [] : resolved.error;
};

describe('resolving a scope', () => {
  test('keeps the order asked, and a bare name means as the server has it', () => {
    expect(resolveScope(asked('Shared configuration', ['Production', 'r'], LOGS_ONE.id), WORLD)).toEqual({
      ok: true,
      value: [
        { vault: CONFIGURATION, access: 'r' },
        { vault: PRODUCTION, access: 'r' },
        { vault: LOGS_ONE, access: 'w' },
      ],
    });
  });

  test.each(['r', 'w', 'rw'] as const)('`%s` of a server that may read and write is given', (access) => {
    expect(resolveScope(asked(['Production', access]), WORLD)).toEqual({
      ok: true,
      value: [{ vault: PRODUCTION, access }],
    });
  });

  test.each([
    ['Shared configuration', 'w', 'r'],
    ['Shared configuration', 'rw', 'r'],
    [LOGS_ONE.id, 'r', 'w'],
    [LOGS_ONE.id, 'rw', 'w'],
  ] as const)(
    'a permission that the server lacks is refused, not lowered: `%s,%s`',
    (vault, access, granted) => {
      expect(failuresOf(asked([vault, access]))).toEqual([
        { code: 'PERMISSION_NOT_GRANTED', vault, server: 'Production', asked: access, granted },
      ]);
    },
  );

  test('a vault that the server was not granted is refused', () => {
    expect(failuresOf(asked('Finance'))).toEqual([
      { code: 'VAULT_NOT_GRANTED', vault: 'Finance', server: 'Production' },
    ]);
    expect(failuresOf(asked('Production'), { ...WORLD, server: OTHER_SERVER })).toEqual([
      { code: 'VAULT_NOT_GRANTED', vault: 'Production', server: 'Staging' },
    ]);
  });

  test.each([PRIVATE, SHARED, TRANSFER])(
    'the built-in vault $name is refused, even where the server has it',
    (vault) => {
      const refused = { code: 'VAULT_BUILT_IN', vault: vault.name, id: vault.id, type: vault.type };
      expect(failuresOf(asked(vault.name))).toEqual([refused]);
      expect(failuresOf(asked(vault.id))).toEqual([refused]);
    },
  );

  test('Shared passes by the setting', () => {
    const world = { ...WORLD, builtIn: { allowEveryone: true, typesKnown: true } };
    expect(resolveScope(asked(['Shared', 'r']), world)).toEqual({
      ok: true,
      value: [{ vault: SHARED, access: 'r' }],
    });
  });

  test('a vault named by its name and by its id is named twice', () => {
    expect(failuresOf(asked('Production', 'Shared configuration', PRODUCTION.id.toUpperCase()))).toEqual([
      { code: 'VAULT_REPEATED', vault: PRODUCTION.id.toUpperCase(), line: 3, firstLine: 1 },
    ]);
  });

  test('every refusal is told at once, and nothing is silently dropped', () => {
    const scope = asked(
      'production',
      'Logs',
      'Private',
      'Finance',
      ['Shared configuration', 'rw'],
      'Production',
      PRODUCTION.id,
    );
    expect(failuresOf(scope)).toEqual([
      { code: 'VAULT_UNKNOWN', vault: 'production', nearest: 'Production' },
      { code: 'VAULT_AMBIGUOUS', vault: 'Logs', ids: [LOGS_ONE.id, LOGS_TWO.id] },
      { code: 'VAULT_BUILT_IN', vault: 'Private', id: PRIVATE.id, type: 'PERSONAL' },
      { code: 'VAULT_NOT_GRANTED', vault: 'Finance', server: 'Production' },
      {
        code: 'PERMISSION_NOT_GRANTED',
        vault: 'Shared configuration',
        server: 'Production',
        asked: 'rw',
        granted: 'r',
      },
      { code: 'VAULT_REPEATED', vault: PRODUCTION.id, line: 7, firstLine: 6 },
    ]);
  });

  test('no vault at all never becomes every vault', () => {
    expect(failuresOf(asked())).toEqual([{ code: 'VAULTS_EMPTY' }]);
  });
});

describe('the scope of a token', () => {
  test('is recorded by ids', () => {
    expect(
      tokenVaults([
        { vault: PRODUCTION, access: 'r' },
        { vault: CONFIGURATION, access: 'rw' },
      ]),
    ).toEqual([
      { vaultId: PRODUCTION.id, access: 'r' },
      { vaultId: CONFIGURATION.id, access: 'rw' },
    ]);
  });

  const a = (access: Access) => ({ vaultId: PRODUCTION.id, access });
  const b = (access: Access) => ({ vaultId: FINANCE.id, access });

  test('is the same in any order, with ids in any case', () => {
    expect(sameScope([a('r'), b('rw')], [b('rw'), a('r')])).toBe(true);
    expect(sameScope([a('r')], [{ vaultId: PRODUCTION.id.toUpperCase(), access: 'r' }])).toBe(true);
    expect(sameScope([], [])).toBe(true);
  });

  test.each([
    ['another access', [a('r')], [a('rw')]],
    ['another vault', [a('r')], [b('r')]],
    ['one vault less', [a('r'), b('r')], [a('r')]],
    ['one vault more', [a('r')], [a('r'), b('r')]],
    ['one vault twice in place of another', [a('r'), a('r')], [a('r'), b('r')]],
    ['none', [a('r')], []],
  ])('is another with %s, from either side', (_, one, other) => {
    expect(sameScope(one, other)).toBe(false);
    expect(sameScope(other, one)).toBe(false);
  });
});
