import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from './strict-json.ts';

const problemOf = (text: string) => {
  const parsed = parseStrictJson(text);
  return parsed.ok ? undefined : parsed.error;
};

/** A text, and whether one of its objects names a member twice, or with an escape. */
interface Written {
  readonly text: string;
  readonly repeats: boolean;
  readonly escapes: boolean;
}

const escaped = (name: string): string =>
  `"${Array.from(name, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;

const listOf = (each: readonly Written[]): Written => ({
  text: `[${each.map(({ text }) => text).join(' , ')}]`,
  repeats: each.some(({ repeats }) => repeats),
  escapes: each.some(({ escapes }) => escapes),
});

const nameOf = ({ name, spelled }: { readonly name: string; readonly spelled: boolean }): string =>
  spelled ? escaped(name) : JSON.stringify(name);

const objectOf = (
  members: readonly { readonly name: string; readonly spelled: boolean; readonly value: Written }[],
): Written => ({
  text: `{${members.map((member) => `${nameOf(member)} :${member.value.text}`).join(',')}}`,
  repeats:
    new Set(members.map(({ name }) => name)).size < members.length ||
    members.some(({ value }) => value.repeats),
  escapes: members.some((member) => nameOf(member).includes('\\') || member.value.escapes),
});

const { written } = fc.letrec<{ written: Written; object: Written; list: Written; leaf: Written }>((tie) => ({
  written: fc.oneof({ maxDepth: 6 }, tie('leaf'), tie('object'), tie('list')),
  leaf: fc
    .constantFrom('1', 'true', 'null', '":"', '"a\\"b\\\\"', '"\\\\"', '"{\\"a\\":1}"')
    .map((text) => ({ text, repeats: false, escapes: false })),
  list: fc.array(tie('written'), { maxLength: 3 }).map(listOf),
  object: fc
    .array(
      fc.record({
        name: fc.constantFrom('a', 'b', '', ':', '"', '\\', '\\a', '__proto__', 'constructor', '1'),
        spelled: fc.boolean(),
        value: tie('written'),
      }),
      { maxLength: 4 },
    )
    .map(objectOf),
}));

const ESCAPED = { ok: false, error: "writes a member's name with an escape" } as const;

const namesOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(namesOf)]
    : [];

describe('strict JSON', () => {
  test('what JSON.stringify writes is read as the same value, braces, colons and quotes in texts included', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const parsed = parseStrictJson(JSON.stringify(value, null, 1));
        if (namesOf(value).some((name) => JSON.stringify(name).includes('\\')))
          expect(parsed).toEqual(ESCAPED);
        else expect(parsed.ok && JSON.stringify(parsed.value)).toBe(JSON.stringify(value));
      }),
    );
  });

  test.each([
    ['{"a":1,"a":2}', 'names a member twice'],
    ['{"a":1,"\\u0061":2}', "writes a member's name with an escape"],
    ['{"\\"":1}', "writes a member's name with an escape"],
    ['{"a":{"b":1,"c":[{"b":1,"b" :2}]}}', 'names a member twice'],
    ['{"__proto__":1,"__proto__":2}', 'names a member twice'],
    ['{"a":1', 'is not JSON'],
    ['', 'is not JSON'],
    ["{'a':1}", 'is not JSON'],
    ['\uFEFF{}', 'is not JSON'],
    ['[[[[[[[[[]]]]]]]]]', 'is nested deeper than 8 levels'],
    ['['.repeat(60_000), 'is not JSON'],
    ['['.repeat(30_000) + ']'.repeat(30_000), 'is nested deeper than 8 levels'],
  ])('%.30j is refused', (text, problem) => {
    expect(problemOf(text)).toBe(problem);
  });

  test('a member is refused where its object names it twice, in whatever spelling, and nowhere else', () => {
    fc.assert(
      fc.property(written, ({ text, repeats, escapes }) => {
        const problem = repeats ? 'names a member twice' : undefined;
        expect(problemOf(text)).toBe(escapes ? ESCAPED.error : problem);
      }),
    );
  });

  test.each([
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","b":"a"}',
    '{"a":"\\"a\\":1","b":"{"}',
    '[[[[[[[[]]]]]]]]',
  ])('%j has no member twice', (text) => {
    expect(problemOf(text)).toBeUndefined();
  });

  test('a member called `__proto__` is a member and changes no prototype', () => {
    const parsed = parseStrictJson('{"__proto__":{"admin":true},"constructor":1}');
    const value = parsed.ok ? (parsed.value as Record<string, unknown>) : {};
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(value['admin']).toBeUndefined();
    expect(value['toString']).toBeUndefined();
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
  });
});
