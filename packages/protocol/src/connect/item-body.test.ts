import { describe, expect, test } from 'vitest';
import { fieldBody, itemBody, PATCH_OPERATIONS_MAX, patchBody, recipeBody } from './item-body.ts';

const least = { title: 'Database', category: 'DATABASE' };

describe('an item as a client sends it', () => {
  test('needs a title and a category, and reads the rest as empty', () => {
    expect(itemBody.parse(least)).toEqual({
      id: null,
      ...least,
      urls: [],
      favorite: false,
      tags: [],
      sections: [],
      fields: [],
    });
    expect(itemBody.safeParse({ title: 'x' }).success).toBe(false);
    expect(itemBody.safeParse({ category: 'LOGIN' }).success).toBe(false);
  });

  test('reads null like an absent key', () => {
    const nulls = { id: null, urls: null, favorite: null, tags: null, sections: null, fields: null };
    expect(itemBody.parse({ ...least, ...nulls })).toEqual(itemBody.parse(least));
    expect(itemBody.parse({ ...least, vault: null }).vault).toBeNull();
  });

  test('may hold what the server owns, and keys that nobody knows: they are left out', () => {
    const owned = {
      version: 7,
      createdAt: 'yesterday',
      updatedAt: 0,
      lastEditedBy: {},
      files: 'none',
      state: 'ARCHIVED',
      trashed: true,
    };
    expect(itemBody.parse({ ...least, ...owned })).toEqual(itemBody.parse(least));
    const hostile = JSON.parse('{"__proto__":{"title":"x"},"constructor":1}') as object;
    expect(itemBody.parse({ ...hostile, ...least })).toEqual(itemBody.parse(least));
    expect(itemBody.safeParse(hostile).success).toBe(false);
  });

  test('with a text that can’t be written in UTF-8 is refused', () => {
    expect(itemBody.safeParse({ ...least, title: 'a\uD800' }).success).toBe(false);
    expect(itemBody.safeParse({ ...least, tags: ['\uDC00'] }).success).toBe(false);
    expect(itemBody.safeParse({ ...least, title: '\u{1F511}' }).success).toBe(true);
  });
});

describe('a field as a client sends it', () => {
  const empty = { id: null, label: null, type: null, purpose: null, value: null, generate: false };

  test('may leave everything open: with null, with empty words, or not at all', () => {
    expect(fieldBody.parse({})).toEqual(empty);
    expect(
      fieldBody.parse({ id: '', type: '', purpose: '', label: null, value: null, generate: null }),
    ).toEqual(empty);
    expect(fieldBody.parse({ section: null, recipe: null, entropy: 0, totp: '123456' })).toEqual({
      ...empty,
      section: null,
      recipe: null,
    });
    expect(fieldBody.parse({ section: {} }).section).toEqual({ id: null });
  });

  test('keeps an empty value apart from none', () => {
    expect(fieldBody.parse({ value: '' }).value).toBe('');
  });

  test.each([
    { type: 'SECRET' },
    { purpose: 'OTP' },
    { value: 7 },
    { generate: 'yes' },
    { section: 'login' },
  ])('as %j is refused', (field) => {
    expect(fieldBody.safeParse(field).success).toBe(false);
  });
});

describe('a recipe', () => {
  test('is 32 characters of every set where nothing else is asked for', () => {
    expect(recipeBody.parse({})).toEqual({ length: 32, characterSets: [], excludeCharacters: null });
    expect(recipeBody.parse({ length: null, characterSets: null })).toEqual(recipeBody.parse({}));
  });

  test.each([
    [0, false],
    [1, true],
    [64, true],
    [65, false],
    [1.5, false],
  ])('of %d characters: %s', (length, expected) => {
    expect(recipeBody.safeParse({ length }).success).toBe(expected);
  });
});

describe('a patch', () => {
  test('adds, removes and replaces, and does nothing else', () => {
    expect(patchBody.safeParse([{ op: 'remove', path: '/tags/1' }]).success).toBe(true);
    for (const op of ['test', 'move', 'copy', 'ADD', ''])
      expect(patchBody.safeParse([{ op, path: '/title', value: 'x' }]).success).toBe(false);
    expect(patchBody.safeParse({ op: 'remove', path: '/tags/1' }).success).toBe(false);
  });

  test('has a length that one request can be held to', () => {
    const operation = { op: 'replace', path: '/title', value: 'x' };
    expect(patchBody.safeParse(Array(PATCH_OPERATIONS_MAX).fill(operation)).success).toBe(true);
    expect(patchBody.safeParse(Array(PATCH_OPERATIONS_MAX + 1).fill(operation)).success).toBe(false);
  });
});
