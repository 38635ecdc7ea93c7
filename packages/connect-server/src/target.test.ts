import { err, ok } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { isId, parseTarget } from './target.ts';

const vaultId = 'aaaaaaaaaaaaaaaaaaaaaaaaaa';
const itemId = '00000000000000000000000000';
const address = { kind: 'item', vaultId, itemId, filters: [] } as const;

describe('an id', () => {
  test.each([
    [vaultId, true],
    [itemId, true],
    ['z9'.repeat(13), true],
    ['a'.repeat(25), false],
    ['a'.repeat(27), false],
    ['A'.repeat(26), false],
    [`${'a'.repeat(25)}_`, false],
    [`${'a'.repeat(25)}é`, false],
    [`${'a'.repeat(26)}\n`, false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isId(text)).toBe(expected);
  });
});

describe('a target', () => {
  test('is told by the shape of the path', () => {
    expect(parseTarget({ ...address, kind: 'vaults' })).toEqual(ok({ kind: 'vaults', filter: null }));
    expect(parseTarget({ ...address, kind: 'vault' })).toEqual(ok({ kind: 'vault', vaultId }));
    expect(parseTarget({ ...address, kind: 'items' })).toEqual(ok({ kind: 'items', vaultId, filter: null }));
    expect(parseTarget(address)).toEqual(ok({ kind: 'item', vaultId, itemId }));
  });

  test('with a malformed vault id is refused, before its item id is looked at', () => {
    for (const kind of ['vault', 'items', 'item'] as const)
      expect(parseTarget({ ...address, kind, vaultId: 'Production', itemId: '' })).toEqual(
        err({ code: 'VAULT_ID_MALFORMED' }),
      );
  });

  test('with a malformed item id is refused', () => {
    expect(parseTarget({ ...address, itemId: 'Database' })).toEqual(err({ code: 'ITEM_ID_MALFORMED' }));
  });

  test('with two filters is refused, because one would be ignored', () => {
    const filters = ['title eq "a"', 'title eq "a"'];
    for (const kind of ['vaults', 'items'] as const)
      expect(parseTarget({ ...address, kind, filters })).toEqual(err({ code: 'FILTER_REPEATED' }));
  });

  test('that is a single thing takes no notice of filters', () => {
    expect(parseTarget({ ...address, filters: ['rubbish'] }).ok).toBe(true);
  });
});
