import { describe, expect, test } from 'vitest';
import { CONFIGURATION, FINANCE, LOGS_ONE, NOW, PRODUCTION, SERVER } from '../test/acme.ts';
import { instant } from './time.ts';
import { isLive, reach } from './token.ts';

describe('a token', () => {
  const at = (ms: number) => isLive({ state: 'ACTIVE', expiresAt: NOW }, instant(NOW + ms));

  test.each([
    [-1_000, true],
    [-1, true],
    [0, false],
    [1, false],
    [1_000, false],
  ])('%i ms from its expiry it serves: %s', (ms, answer) => {
    expect(at(ms)).toBe(answer);
  });

  test('without an expiry it serves until it is revoked', () => {
    expect(isLive({ state: 'ACTIVE', expiresAt: null }, NOW)).toBe(true);
    expect(isLive({ state: 'REVOKED', expiresAt: null }, NOW)).toBe(false);
  });

  test('revoked it never serves, expired or not', () => {
    expect(isLive({ state: 'REVOKED', expiresAt: instant(NOW + 1) }, NOW)).toBe(false);
  });

  test('reaches what its scope and its server’s grants share', () => {
    const vaults = [
      { vaultId: PRODUCTION.id.toUpperCase(), access: 'r' },
      { vaultId: CONFIGURATION.id, access: 'rw' },
      { vaultId: LOGS_ONE.id, access: 'r' },
      { vaultId: FINANCE.id, access: 'rw' },
    ] as const;
    expect(reach({ vaults }, SERVER)).toEqual([
      { vaultId: PRODUCTION.id.toUpperCase(), access: 'r' },
      { vaultId: CONFIGURATION.id, access: 'r' },
    ]);
    expect(reach({ vaults }, { ...SERVER, grants: [] })).toEqual([]);
  });
});
