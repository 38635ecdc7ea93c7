import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { parseYaml, readYamlFile } from './yaml-file.ts';

const schema = z.strictObject({
  name: z.string().min(2).max(5),
  count: z.int().min(1).max(9).optional(),
  on: z.boolean().optional(),
  kind: z.enum(['one', 'two']).optional(),
  version: z.literal(1).optional(),
  list: z
    .array(z.strictObject({ id: z.string() }))
    .min(1)
    .max(2)
    .optional(),
  either: z.union([z.string(), z.boolean()]).optional(),
  lists: z.array(z.array(z.string())).optional(),
});

const parse = (text: string | Uint8Array, holdsSecrets = false) =>
  parseYaml('f.yaml', typeof text === 'string' ? Buffer.from(text) : text, schema, { holdsSecrets });

/** `line:column: problem` of each mistake. */
const mistakesOf = (text: string | Uint8Array, holdsSecrets = false): readonly string[] => {
  const parsed = parse(text, holdsSecrets);
  return parsed.ok ? [] : parsed.error.map(({ line, column, problem }) => `${line}:${column}: ${problem}`);
};

const KEYS = '`name`, `count`, `on`, `kind`, `version`, `list`, `either`, `lists`';

describe('the content of a file', () => {
  test.each<[string, string, unknown]>([
    ['plain', 'name: acme\n', { name: 'acme' }],
    ['with a byte order mark', '\u{FEFF}name: acme\n', { name: 'acme' }],
    ['with Windows line ends', 'name: acme\r\ncount: 3\r\n', { name: 'acme', count: 3 }],
    ['in JSON', '{"name": "acme", "on": true}', { name: 'acme', on: true }],
    ['with aliases', 'name: &n acme\nlist:\n  - id: *n\n', { name: 'acme', list: [{ id: 'acme' }] }],
    ['with quoted numbers', 'name: "0123"\n', { name: '0123' }],
    ['with dates that stay texts', 'name: 1-2-3\n', { name: '1-2-3' }],
    ['with YAML 1.1’s booleans, which are texts', 'name: yes\n', { name: 'yes' }],
    ['with comments', '# a\nname: acme # b\n', { name: 'acme' }],
  ])('is read %s', (_, text, value) => {
    expect(parse(text)).toEqual({ ok: true, value });
  });

  test('may hold a node a hundred times by aliases, and not once more', () => {
    const lists = (count: number) => `name: acme\nlists: [&d [x, y], ${'*d, '.repeat(count)}]\n`;
    expect(parse(lists(99)).ok).toBe(true);
    expect(mistakesOf(lists(100))).toEqual(['2:20: the aliases repeat more than 100 nodes']);
  });

  test('is refused before a bomb of aliases goes off', () => {
    const level = (at: number) =>
      `x${at}: &x${at} [${Array(9)
        .fill(`*x${at - 1}`)
        .join(', ')}]`;
    const bomb = ['x0: &x0 [lol]', ...Array.from({ length: 12 }, (_, at) => level(at + 1))].join('\n');
    expect(mistakesOf(bomb)).toEqual(['2:10: the aliases repeat more than 100 nodes']);
  });

  test('is never code, a prototype or a merged mapping', () => {
    expect(mistakesOf('name: acme\n__proto__: {on: true}\n')).toEqual([
      `2:1: __proto__: unknown key; allowed are ${KEYS}`,
    ]);
    expect(mistakesOf('name: acme\n<<: {on: true}\n')).toEqual([`2:1: <<: unknown key; allowed are ${KEYS}`]);
    expect(mistakesOf('name: !!js/function acme\n')[0]).toMatch(/^1:7: `!` begins a tag/);
  });
});

describe('a mistake has its line and column', () => {
  test.each<[string, string, readonly string[]]>([
    ['an empty file', '', ['1:1: the file is empty, a mapping is needed']],
    ['a file of comments', '# nothing\n', ['1:1: the file is empty, a mapping is needed']],
    ['a list in place of a mapping', '- a\n', ['1:1: the file is a list, a mapping is needed']],
    ['a text in place of a mapping', '\nacme\n', ['2:1: the file is a text, a mapping is needed']],
    ['a missing key', 'count: 1\n', ['1:1: name: is missing']],
    ['a missing key within', 'name: acme\nlist:\n  - {}\n', ['3:5: list[0].id: is missing']],
    ['an unknown key', 'name: acme\n  \nnmae: x\n', [`3:1: nmae: unknown key; allowed are ${KEYS}`]],
    [
      'an unknown key within',
      'name: acme\nlist:\n  - id: a\n    di: b\n',
      ['4:5: list[0].di: unknown key; allowed are `id`'],
    ],
    [
      'two unknown keys',
      'name: acme\na: 1\nb: 2\n',
      [`2:1: a: unknown key; allowed are ${KEYS}`, `3:1: b: unknown key; allowed are ${KEYS}`],
    ],
    ['a number for a text', 'name: 12\n', ['1:1: name: is a number, a text is needed']],
    ['nothing for a text', 'name:\n', ['1:1: name: is empty, a text is needed']],
    ['a list for a text', 'name: [a]\n', ['1:1: name: is a list, a text is needed']],
    ['a mapping for a text', 'name: {a: b}\n', ['1:1: name: is a mapping, a text is needed']],
    ['a text for a number', 'name: acme\ncount: x\n', ['2:1: count: is a text, a number is needed']],
    [
      'a fraction for a whole number',
      'name: acme\ncount: 1.5\n',
      ['2:1: count: is a number, a whole number is needed'],
    ],
    ['a text for a boolean', 'name: acme\non: yes\n', ['2:1: on: is a text, `true` or `false` is needed']],
    ['a text for a list', 'name: acme\nlist: a\n', ['2:1: list: is a text, a list is needed']],
    ['another word', 'name: acme\nkind: three\n', ['2:1: kind: one of `one`, `two` is needed']],
    ['another literal', 'name: acme\nversion: 2\n', ['2:1: version: `1` is needed']],
    [
      'none of two forms',
      'name: acme\neither: 1\n',
      ['2:1: either: is a number, which is none of the allowed forms'],
    ],
    ['a text that is too short', 'name: a\n', ['1:1: name: at least 2 characters']],
    ['a text that is too long', 'name: abcdef\n', ['1:1: name: at most 5 characters']],
    ['a number that is too small', 'name: acme\ncount: 0\n', ['2:1: count: at least 1']],
    ['a number that is too big', 'name: acme\ncount: 10\n', ['2:1: count: at most 9']],
    ['a list that is too short', 'name: acme\nlist: []\n', ['2:1: list: at least 1 entry']],
    [
      'a list that is too long',
      'name: acme\nlist: [{id: a}, {id: b}, {id: c}]\n',
      ['2:1: list: at most 2 entries'],
    ],
    ['a key twice', 'name: acme\nname: other\n', ['2:1: the key stands here twice']],
    ['a tab', 'name: acme\nlist:\n\t- id: a\n', ['3:1: a tab indents here: use spaces']],
    ['two documents', 'name: acme\n---\nname: b\n', ['2:1: there is more than one document in the file']],
    ['an open quote', 'name: "acme\n', ['2:1: a quote, bracket, comma, colon or space is missing']],
    [
      'an alias of nothing',
      'name: *acme\n',
      [
        '1:7: `*` begins an alias, and this one names no anchor: put a text that begins with a special character in quotes',
      ],
    ],
    ['a key that is no text', 'name: acme\n? [a]\n: b\n', ['2:3: a key is not a text']],
    [
      'a value behind an alias',
      'name: &n {a: b}\nlist:\n  - *n\n',
      [
        '1:1: name: is a mapping, a text is needed',
        '3:5: list[0].id: is missing',
        '3:5: list[0].a: unknown key; allowed are `id`',
      ],
    ],
  ])('%s', (_, text, mistakes) => {
    expect(mistakesOf(text)).toEqual(mistakes);
  });

  test('they come in the order of the file, all at once', () => {
    expect(mistakesOf('kind: x\nzz: 1\nname: 1\ncount: 10\n')).toEqual([
      '1:1: kind: one of `one`, `two` is needed',
      `2:1: zz: unknown key; allowed are ${KEYS}`,
      '3:1: name: is a number, a text is needed',
      '4:1: count: at most 9',
    ]);
  });

  test('fifty are told, and of more the number', () => {
    const wrong = (count: number) =>
      `name: acme\n${Array.from({ length: count }, (_, at) => `k${at}: 1\n`).join('')}`;
    expect(mistakesOf(wrong(50))).toHaveLength(50);
    expect(mistakesOf(wrong(50)).at(-1)).toMatch(/^51:1: k49: unknown key/);
    expect(mistakesOf(wrong(51))).toHaveLength(51);
    expect(mistakesOf(wrong(51)).at(-1)).toBe('52:1: 1 more mistakes from here on');
    expect(mistakesOf(wrong(1_000)).at(-1)).toBe('52:1: 950 more mistakes from here on');
  });

  test.each(['[', '{a: ', '- '])('nesting without end is a mistake, not a crash: %j', (open) => {
    expect(mistakesOf(open.repeat(20_000)).join('\n')).toContain('the document is nested too deeply');
  });
});

describe('a number that is not read as it is written', () => {
  const CHANGED = 'YAML would not read this number as it is written: put it in quotes';

  test.each([
    '9007199254740992',
    '9007199254740993',
    '12345678901234567890',
    '-9007199254740993',
    '007',
    '+7',
    '0x10',
    '0o17',
    '1e3',
    '1.0',
    '-0',
    '.inf',
    '.nan',
  ])('%s is refused with the advice to quote it, wherever it stands', (number) => {
    expect(mistakesOf(`name: acme\ncount: ${number}\n`)).toEqual([`2:8: ${CHANGED}`]);
    expect(mistakesOf(`name: acme\nlist: [{id: ${number}}]\n`)).toEqual([`2:13: ${CHANGED}`]);
  });

  test.each(['9007199254740991', '1.5', '0', '-1'])('%s is read as it is', (number) => {
    expect(mistakesOf(`name: acme\ncount: ${number}\n`).join()).not.toContain(CHANGED);
  });

  test('a quoted one is a text', () => {
    expect(parseYaml('f', Buffer.from('id: "12345678901234567890"'), z.object({ id: z.string() }))).toEqual({
      ok: true,
      value: { id: '12345678901234567890' },
    });
  });
});

describe('bytes', () => {
  test('that are not UTF-8 are a mistake of their line, not other characters', () => {
    expect(mistakesOf(Buffer.concat([Buffer.from('name: acme\nlist: '), Buffer.from([0xff])]))).toEqual([
      '2:1: the line is not UTF-8',
    ]);
  });

  test('4 MiB are read, one more is not', () => {
    const sized = (size: number) => Buffer.from(`name: acme\n#${'x'.repeat(size - 12)}`);
    expect(sized(4_194_304)).toHaveLength(4_194_304);
    expect(parse(sized(4_194_304)).ok).toBe(true);
    expect(mistakesOf(sized(4_194_305))).toEqual(['1:1: larger than 4194304 bytes']);
  });
});

describe('a file that holds secrets', () => {
  const SECRET = 'hunter2';

  test.each([
    `name: *${SECRET}`,
    `name: !${SECRET} x`,
    `name: %${SECRET}`,
    `name: "${SECRET}`,
    `name: '${SECRET}\\q`,
    `name: "\\${SECRET}"`,
    `name: x: ${SECRET}`,
    `name: [${SECRET}`,
    `name: acme\n${SECRET}: x`,
    `name: acme\n? [${SECRET}]`,
    `name: {a: ${SECRET}}`,
    `kind: ${SECRET}\nname: 0012${SECRET}`,
    `name: acme\ncount: ${SECRET}`,
    `name: ${SECRET}`,
    `${SECRET}`,
    `- ${SECRET}`,
    `name: ${SECRET}\nname: ${SECRET}`,
  ])('never has a word of it in a mistake: %j', (text) => {
    const mistakes = mistakesOf(text, true);
    expect(mistakes).not.toEqual([]);
    expect(mistakes.join('\n')).not.toContain(SECRET);
  });

  test('still says where, and what is allowed', () => {
    expect(mistakesOf(`name: acme\n${SECRET}: x`, true)).toEqual([`2:1: unknown key; allowed are ${KEYS}`]);
  });
});

describe('a file on disk', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ct-yaml-'));
  });

  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  test('brings its hash, of the bytes as they are', async () => {
    const path = join(directory, 'good.yaml');
    const bytes = Buffer.from('\u{FEFF}name: acme # größe\r\n');
    await writeFile(path, bytes);
    expect(await readYamlFile(path, schema)).toEqual({
      ok: true,
      value: { path, value: { name: 'acme' }, hash: createHash('sha256').update(bytes).digest('hex') },
    });
  });

  test('is named in its mistakes', async () => {
    const path = join(directory, 'bad.yaml');
    await writeFile(path, 'name: 1\n');
    expect(await readYamlFile(path, schema)).toEqual({
      ok: false,
      error: [
        { code: 'FILE_MALFORMED', path, line: 1, column: 1, problem: 'name: is a number, a text is needed' },
      ],
    });
  });

  test('that is none is unreadable', async () => {
    const path = join(directory, 'gone.yaml');
    expect(await readYamlFile(path, schema)).toEqual({
      ok: false,
      error: [{ code: 'FILE_UNREADABLE', path, cause: 'there is no such file' }],
    });
    expect(await readYamlFile(directory, schema)).toMatchObject({ error: [{ cause: 'it is a directory' }] });
  });

  test('that is larger than 4 MiB is refused', async () => {
    const path = join(directory, 'large.yaml');
    await writeFile(path, Buffer.alloc(5_000_000, '#'));
    expect(await readYamlFile(path, schema)).toMatchObject({
      error: [{ code: 'FILE_MALFORMED', problem: 'larger than 4194304 bytes' }],
    });
  });
});
