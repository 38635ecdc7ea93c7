import { instant, secret } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { apiItem } from './connect-shape.ts';
import { findField, readAttribute } from './field.ts';
import { selectFields } from './field-selector.ts';
import { itemJson } from './item-json.ts';

const ITEM = apiItem.parse({
  id: 'item1',
  title: 'Database',
  vault: { id: 'vault1' },
  category: 'DATABASE',
  sections: [{ id: 'one', label: 'One' }, { id: 'two' }],
  files: [{ id: 'file1', name: 'key.pem' }],
  fields: [
    { id: 'f1', label: 'pin', type: 'STRING', value: 'outside' },
    { id: 'f2', label: 'pin', type: 'STRING', section: { id: 'one' }, value: 'inside' },
    { id: 'f3', label: 'twin', type: 'STRING', value: 'a' },
    { id: 'f4', label: 'twin', type: 'STRING', value: 'b' },
    { id: 'f5', label: 'twin', type: 'STRING', section: { id: 'one' }, value: 'c' },
    { id: 'f6', label: 'a (b)', type: 'CONCEALED', purpose: 'PASSWORD', section: { id: 'two' }, value: null },
  ],
});

const find = (field: string, section?: string): string => {
  const found = findField(ITEM, { section, field });
  return found.ok ? found.value.id : found.error.code;
};

describe('the field of a reference', () => {
  test.each([
    ['pin', undefined, 'f1'],
    ['pin', 'one', 'f2'],
    ['pin', 'ONE', 'f2'],
    ['f2', undefined, 'f2'],
    ['twin', undefined, 'AMBIGUOUS'],
    ['twin', 'One', 'f5'],
    ['f6', 'two', 'f6'],
    ['f6', 'one', 'UNKNOWN'],
    ['key.pem', undefined, 'UNKNOWN'],
    ['pin', 'three', 'UNKNOWN'],
  ])('%s in section %s is %s', (field, section, id) => {
    expect(find(field, section)).toBe(id);
  });

  test('what may be asked of it', () => {
    const [first] = ITEM.fields;
    const last = ITEM.fields.at(-1);
    if (first === undefined || last === undefined) throw new Error('no field');
    const ask = (field: typeof first, attribute: Parameters<typeof readAttribute>[1]) => {
      const value = readAttribute(field, attribute, instant(0));
      return value.ok ? value.value.reveal() : value.error.code;
    };
    expect(ask(first, undefined)).toBe('outside');
    expect(ask(first, 'value')).toBe('outside');
    expect(ask(first, 'title')).toBe('pin');
    expect(ask(first, 'id')).toBe('f1');
    expect(ask(first, 'purpose')).toBe('');
    expect(ask(last, 'purpose')).toBe('PASSWORD');
    expect(ask(last, undefined)).toBe('');
    expect(ask(last, 'otp')).toBe('NO_CODE');
    expect(ask(last, 'content')).toBe('NOT_SUPPORTED');
  });
});

test('a reference names a field by its id where its label is another one’s too, or can not be written', () => {
  const vault = { id: 'vault1', name: 'Pr(o)d' };
  const found = { vault: apiVaultOf(vault), item: ITEM, address: { vault: vault.name, item: 'Database' } };
  const { fields } = itemJson(found, new Map([['f1', secret('123456')]]));
  expect(fields.map(({ reference }) => reference)).toEqual([
    'op://vault1/Database/pin',
    'op://vault1/Database/One/pin',
    'op://vault1/Database/f3',
    'op://vault1/Database/f4',
    'op://vault1/Database/One/twin',
    'op://vault1/Database/two/f6',
  ]);
  expect(fields[0]).toMatchObject({ totp: '123456' });
  expect(fields[5]).not.toHaveProperty('value');
});

const apiVaultOf = (vault: { id: string; name: string }) => ({
  ...vault,
  description: null,
  type: null,
  attributeVersion: null,
  contentVersion: null,
  items: null,
  createdAt: null,
  updatedAt: null,
});

test('fields are selected by label, id or type, each once', () => {
  const select = (...selectors: string[]) => {
    const selected = selectFields(ITEM, selectors);
    return selected.ok ? selected.value.map(({ id }) => id) : selected.error.code;
  };
  expect(select('pin')).toEqual(['f1', 'f2']);
  expect(select('label=F6', 'pin', 'f1')).toEqual(['f6', 'f1', 'f2']);
  expect(select('type=concealed')).toEqual(['f6']);
  expect(select('pin', 'type=otp')).toBe('UNKNOWN');
});
