import { err, ok } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import type { Address } from './address.ts';
import { OPERATIONS, type Operation } from './path.ts';
import { isChange, isId, parseTarget } from './target.ts';

const vaultId = 'aaaaaaaaaaaaaaaaaaaaaaaaaa';
const itemId = '00000000000000000000000000';
const fileId = 'ffffffffffffffffffffffffff';

const parsed = (operation: Operation, change: Partial<Address> = {}, query = '') =>
  parseTarget({ operation, vaultId, itemId, fileId, query: new URLSearchParams(query), ...change });

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
  test('has of the path what its operation needs', () => {
    expect(parsed('listVaults')).toEqual(ok({ operation: 'listVaults', name: null }));
    expect(parsed('getVault')).toEqual(ok({ operation: 'getVault', vaultId }));
    expect(parsed('listItems')).toEqual(ok({ operation: 'listItems', vaultId, filter: null }));
    expect(parsed('createItem')).toEqual(ok({ operation: 'createItem', vaultId }));
    for (const operation of ['getItem', 'replaceItem', 'patchItem', 'deleteItem'] as const)
      expect(parsed(operation)).toEqual(ok({ operation, vaultId, itemId }));
    expect(parsed('listFiles')).toEqual(ok({ operation: 'listFiles', vaultId, itemId, inline: false }));
    expect(parsed('getFile')).toEqual(ok({ operation: 'getFile', vaultId, itemId, fileId, inline: false }));
    expect(parsed('getFileContent')).toEqual(ok({ operation: 'getFileContent', vaultId, itemId, fileId }));
    expect(parsed('listActivity')).toEqual(ok({ operation: 'listActivity', page: { limit: 50, offset: 0 } }));
  });

  test('with a malformed id is refused, the vault’s first', () => {
    const refusal = (operation: Operation, change: Partial<Address>) => {
      const target = parsed(operation, change);
      return target.ok ? null : target.error.code;
    };
    const names = { vaultId: 'Production', itemId: 'Database', fileId: 'key.pem' };
    for (const operation of OPERATIONS) {
      const first = operation === 'listVaults' || operation === 'listActivity' ? null : 'VAULT_ID_MALFORMED';
      expect(refusal(operation, names), operation).toBe(first);
    }
    for (const operation of ['getItem', 'replaceItem', 'patchItem', 'deleteItem', 'listFiles'] as const)
      expect(refusal(operation, { ...names, vaultId })).toBe('ITEM_ID_MALFORMED');
    for (const operation of ['getFile', 'getFileContent'] as const)
      expect(refusal(operation, { fileId: 'key.pem' })).toBe('FILE_ID_MALFORMED');
  });

  test('that is a single thing takes no notice of filters', () => {
    expect(parsed('getItem', {}, 'filter=rubbish&filter=rubbish').ok).toBe(true);
  });

  test('is a change where a body or an end is meant', () => {
    const changes = OPERATIONS.filter((operation) => {
      const target = parsed(operation);
      return target.ok && isChange(target.value);
    });
    expect(changes.sort()).toEqual(['createItem', 'deleteItem', 'patchItem', 'replaceItem']);
  });
});

describe('a query', () => {
  test('names a vault, by name or by title', () => {
    for (const attribute of ['name', 'title'])
      expect(parsed('listVaults', {}, `filter=${attribute} eq "a b"`)).toEqual(
        ok({ operation: 'listVaults', name: 'a b' }),
      );
  });

  test('picks items by title or by tag', () => {
    const filter = (text: string) => {
      const target = parsed('listItems', {}, `filter=${text}`);
      return target.ok && 'filter' in target.value ? target.value.filter : target;
    };
    expect(filter('title eq "a+b"')).toEqual({ attribute: 'title', operator: 'eq', text: 'a b' });
    expect(filter('title co "%20"')).toEqual({ attribute: 'title', operator: 'co', text: ' ' });
    expect(filter('tag eq "prod"')).toEqual({ attribute: 'tag', operator: 'eq', text: 'prod' });
    expect(filter('name eq "a"')).toMatchObject({ ok: false });
  });

  test('that says a thing twice is refused, because one would be ignored', () => {
    for (const [operation, name] of [
      ['listVaults', 'filter'],
      ['listItems', 'filter'],
      ['listFiles', 'inline_files'],
      ['listActivity', 'offset'],
    ] as const)
      expect(parsed(operation, {}, `${name}=1&${name}=1`)).toEqual(err({ code: 'PARAMETER_REPEATED', name }));
  });

  test.each([
    ['', false],
    ['inline_files=true', true],
    ['inline_files=True', true],
    ['inline_files=false', false],
    ['inline_files=', null],
    ['inline_files=1', null],
  ])('`%s` asks for the bytes of files: %s', (query, expected) => {
    const target = parsed('listFiles', {}, query);
    expect(target.ok && 'inline' in target.value ? target.value.inline : null).toBe(expected);
  });

  test.each([
    ['limit=1', { limit: 1, offset: 0 }],
    ['limit=1000&offset=7', { limit: 1_000, offset: 7 }],
    ['limit=0', null],
    ['limit=1001', null],
    ['limit=-1', null],
    ['limit=1.5', null],
    ['limit=', null],
    ['offset=-1', null],
    ['offset=9007199254740991', { limit: 50, offset: Number.MAX_SAFE_INTEGER }],
    ['offset=9007199254740992', null],
    ['offset=99999999999999999', null],
  ])('`%s` is the page %j', (query, page) => {
    const target = parsed('listActivity', {}, query);
    expect(target.ok && 'page' in target.value ? target.value.page : null).toEqual(page);
  });
});
