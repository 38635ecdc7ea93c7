import { describe, expect, test } from 'vitest';
import { CONFIGURATION, FINANCE, PRODUCTION, SERVER } from '../test/acme.ts';
import { grantOf, sameId } from './server.ts';

describe('ids', () => {
  test('are compared without case', () => {
    expect(sameId('EZVRIQAW65C5BDGE5ZW3JZNTJU', 'ezvriqaw65c5bdge5zw3jzntju')).toBe(true);
    expect(sameId('abc', 'abd')).toBe(false);
    expect(sameId('abc', 'abcd')).toBe(false);
    expect(sameId('', '')).toBe(true);
  });

  test('are folded in ASCII only: a Kelvin sign is no k', () => {
    expect(sameId('\u{212A}ey', 'key')).toBe(false);
  });
});

describe('a grant', () => {
  test('is found by the id of its vault, in any case', () => {
    expect(grantOf(SERVER, PRODUCTION.id.toUpperCase())).toEqual({ vaultId: PRODUCTION.id, access: 'rw' });
    expect(grantOf(SERVER, CONFIGURATION.id)?.access).toBe('r');
  });

  test('is none for a vault that the server lacks', () => {
    expect(grantOf(SERVER, FINANCE.id)).toBeUndefined();
  });
});
