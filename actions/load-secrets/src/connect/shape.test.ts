import { describe, expect, test } from 'vitest';
import { readContent, readItem, readItems } from './shape.ts';

describe('an answer of the Connect API', () => {
  test('reads null like an absent key, and leaves out what nobody needs', () => {
    const nulls = { title: null, sections: null, fields: null, files: null, state: null };
    const empty = { id: 'i', name: '', sections: [], fields: [], files: [] };
    expect(readItem({ id: 'i', ...nulls, extra: 1 })).toEqual(empty);
    expect(readItem({ id: 'i' })).toEqual(empty);
    expect(
      readItems([
        { id: 'i', title: 'x' },
        { id: 'j', state: 'ARCHIVED' },
      ]),
    ).toEqual([
      { id: 'i', name: 'x', retired: false },
      { id: 'j', name: '', retired: true },
    ]);
  });

  test('keeps values secret', () => {
    const field = { id: 'f', type: 'OTP', value: 'seed', totp: '123456', section: { id: 's' } };
    const [read] = readItem({ id: 'i', fields: [field] })?.fields ?? [];
    expect(JSON.stringify(read)).not.toMatch(/seed|123456/);
    expect(read?.value.reveal()).toBe('seed');
    expect(read?.code?.reveal()).toBe('123456');
    expect(read?.section).toBe('s');
  });

  test.each([
    null,
    [],
    'x',
    {},
    { id: 7 },
    { id: 'i', title: 7 },
    { id: 'i', fields: {} },
    { id: 'i', fields: [null] },
    { id: 'i', fields: [{ id: 'f' }] },
    { id: 'i', fields: [{ id: 'f', type: 'STRING', value: 7 }] },
    { id: 'i', fields: [{ id: 'f', type: 'STRING', section: {} }] },
    { id: 'i', sections: [{}] },
    { id: 'i', files: [{ id: 'f', size: '7' }] },
  ])('of another shape is none: %j', (value) => {
    expect(readItem(value)).toBeUndefined();
    expect(readItems(value)).toEqual(Array.isArray(value) ? [] : undefined);
  });

  test('may leave out what is in a file', () => {
    expect(readContent({ content: 'YQ==' })?.reveal()).toBe('YQ==');
    expect(readContent({})?.reveal()).toBe('');
    expect(readContent('YQ==')).toBeUndefined();
    expect(readContent({ content: 1 })).toBeUndefined();
  });
});
