import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe as sentence } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAccountFile, readAccountFile } from './account-file.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/acme/account.yaml', import.meta.url));

const parse = (text: string, allowEveryone = false) =>
  parseAccountFile('account.yaml', Buffer.from(text), { allowEveryone });

function mistakesOf(text: string): readonly string[] {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.error.map(sentence);
}

const HEAD = 'version: 1\naccount: { name: Acme }\n';

/** A file around one item, whose lines begin at line 8. */
const withItem = (...lines: readonly string[]): string =>
  [
    HEAD.trimEnd(),
    'vaults:',
    '  - name: Production',
    '    items:',
    '      - title: Database',
    '        category: LOGIN',
    ...lines.map((line) => `        ${line}`),
  ].join('\n');

/** A file around one server's list, whose entries begin at line 13. */
const withGrants = (...entries: readonly string[]): string =>
  [
    HEAD.trimEnd(),
    'vaults:',
    '  - { name: Production, id: production0000000000000000 }',
    '  - { name: Twice }',
    '  - { name: Twice, id: twice000000000000000000000 }',
    '  - { name: Private, type: PERSONAL }',
    '  - { name: Shared, type: EVERYONE }',
    '  - { name: Transfer, type: TRANSFER }',
    'servers:',
    '  - name: Production',
    `    vaults:${entries.length === 0 ? ' []' : ''}`,
    ...entries.map((entry) => `      - ${entry}`),
  ].join('\n');

test('the example is read, with the vaults, servers and groups that its policy names', async () => {
  const file = await readAccountFile(EXAMPLE, { allowEveryone: false });
  if (!file.ok) throw new Error(file.error.map(sentence).join('\n'));
  const { vaults, servers, groups } = file.value.value;
  expect(vaults.map(({ name, type }) => [name, type])).toEqual([
    ['Production', 'USER_CREATED'],
    ['Shared configuration', 'USER_CREATED'],
    ['Staging', 'USER_CREATED'],
    ['Finance', 'USER_CREATED'],
    ['Private', 'PERSONAL'],
    ['Shared', 'EVERYONE'],
    ['Transfer', 'TRANSFER'],
  ]);
  expect(servers.map(({ name, grants }) => [name, grants])).toEqual([
    [
      'Production',
      [
        { vault: 0, access: 'rw' },
        { vault: 1, access: 'r' },
      ],
    ],
    [
      'Staging',
      [
        { vault: 2, access: 'rw' },
        { vault: 1, access: 'r' },
      ],
    ],
  ]);
  expect(groups.map(({ name }) => name)).toEqual(['Owners', 'Administrators', 'Platform']);
  expect(file.value.hash).toMatch(/^[0-9a-f]{64}$/);
});

test('what is left out has a default', () => {
  const parsed = parse(withItem());
  expect(parsed).toMatchObject({
    ok: true,
    value: {
      name: 'Acme',
      vaults: [
        {
          type: 'USER_CREATED',
          description: '',
          items: [{ tags: [], urls: [], favorite: false, sections: [], fields: [] }],
        },
      ],
      servers: [],
      groups: [],
    },
  });
});

describe('a grant', () => {
  test.each([
    ['Production', 'rw'],
    ['Production,r', 'r'],
    ['Production,w', 'w'],
    ['production0000000000000000,rw', 'rw'],
    ['PRODUCTION0000000000000000', 'rw'],
  ])('%s', (entry, access) => {
    const parsed = parse(withGrants(entry));
    expect(parsed.ok && parsed.value.servers[0]?.grants).toEqual([{ vault: 0, access }]);
  });

  test('Shared, where the setting allows it', () => {
    const parsed = parse(withGrants('Shared,r'), true);
    expect(parsed.ok && parsed.value.servers[0]?.grants).toEqual([{ vault: 4, access: 'r' }]);
  });

  test('of one vault among several of its name, by id', () => {
    const parsed = parse(withGrants('twice000000000000000000000'));
    expect(parsed.ok && parsed.value.servers[0]?.grants).toEqual([{ vault: 2, access: 'rw' }]);
  });
});

const ADA = 'ada00000000000000000000000';

/** A file with people, two of one name, around groups that begin at line 9. */
const withGroups = (...groups: readonly string[]): string =>
  [
    HEAD.trimEnd(),
    'vaults: []',
    'people:',
    `  - { name: ada, id: ${ADA} }`,
    '  - { name: grace }',
    '  - { name: grace }',
    'groups:',
    ...groups.map((group) => `  ${group}`),
  ].join('\n');

describe('the type of a group', () => {
  const typesOf = (...groups: readonly string[]) => {
    const parsed = parse(withGroups(...groups));
    return parsed.ok && parsed.value.groups.map(({ type }) => type);
  };
  test('is what its name says, for the two that come with an account', () => {
    expect(
      typesOf('- { name: Owners, members: [ada] }', '- { name: Administrators }', '- { name: Platform }'),
    ).toEqual(['OWNERS', 'ADMINISTRATORS', 'USER_DEFINED']);
  });

  test('is what it says itself', () => {
    expect(typesOf('- { name: Chefs, type: OWNERS, members: [ada] }', '- { name: Owners }')).toEqual([
      'OWNERS',
      'USER_DEFINED',
    ]);
  });

  test('is none of the two where two groups could be it', () => {
    expect(typesOf('- { name: Owners }', '- { name: Owners }')).toEqual(['USER_DEFINED', 'USER_DEFINED']);
  });
});

test('people, groups, managers, a fixed set and a plan are read', () => {
  const text = `${withGroups('- { name: Owners, members: [ada] }', '- { name: Platform, members: [ada] }')}
managers: [Owners]
servers: [{ name: S, fixed: true, managers: [Platform, Owners] }]
plan: { metered: 12 }`;
  expect(parse(text)).toMatchObject({
    ok: true,
    value: {
      people: [{ name: 'ada', id: ADA }, { name: 'grace' }, { name: 'grace' }],
      groups: [{ members: [0] }, { members: [0] }],
      managers: [0],
      servers: [{ fixed: true, managers: [1, 0] }],
      plan: { kind: 'metered', limit: 12 },
    },
  });
});

const twice = (id: string): string => `  - { name: A, id: ${id} }\n  - { name: B, id: ${id} }\n`;

const builtIn = (vault: string, type: string): string =>
  sentence({ code: 'VAULT_BUILT_IN', vault, id: '', type });

const MALFORMED: readonly [string, string, readonly string[]][] = [
  ['an empty file', '', ['1:1: the file is empty, a mapping is needed']],
  [
    'nothing but an empty mapping',
    '{}',
    ['1:1: version: is missing', '1:1: account: is missing', '1:1: vaults: is missing'],
  ],
  ['another version', 'version: 2\naccount: { name: A }\nvaults: []', ['1:1: version: `1` is needed']],
  [
    'an unknown key, which is not repeated',
    `${HEAD}vaults: []\nserver: []`,
    [
      '4:1: unknown key; allowed are `version`, `account`, `vaults`, `servers`, `people`, `groups`, `managers`, `plan`',
    ],
  ],
  ['a key that stands twice', `${HEAD}vaults: []\nvaults: []`, ['4:1: the key stands here twice']],
  [
    'a vault type of another spelling',
    `${HEAD}vaults:\n  - name: A\n    type: PRIVATE`,
    ['5:5: vaults[0].type: one of `USER_CREATED`, `PERSONAL`, `EVERYONE`, `TRANSFER` is needed'],
  ],
  [
    'ids that are none',
    `${HEAD}vaults:\n  - { name: A, id: short }\nservers:\n  - { name: S, id: production0000000000000000 }`,
    [
      '4:16: vaults[0].id: is not an id of 26 characters of `a-z` and `0-9`',
      '6:16: servers[0].id: is not an id of 26 characters of `A-Z` and `0-9`',
    ],
  ],
  [
    'an id that two vaults have',
    `${HEAD}vaults:\n  - { name: A, id: production0000000000000000 }\n  - { name: B, id: production0000000000000000 }`,
    ['5:16: vaults[1].id: the id `production0000000000000000` belongs to another vault already'],
  ],
  [
    'an id that two servers or two groups have',
    `${HEAD}vaults: []\nservers:\n${twice('SERVERPRODUCTION0000000000')}groups:\n${twice('owners00000000000000000000')}`,
    [
      '6:16: servers[1].id: the id `SERVERPRODUCTION0000000000` belongs to another server already',
      '9:16: groups[1].id: the id `owners00000000000000000000` belongs to another group already',
    ],
  ],
  [
    'an id that two items of different vaults have',
    `${HEAD}vaults:\n${['A', 'B']
      .map(
        (name) =>
          `  - name: ${name}\n    items: [{ title: T, category: LOGIN, id: item0000000000000000000000 }]`,
      )
      .join('\n')}`,
    ['7:42: vaults[1].items[0].id: the id `item0000000000000000000000` belongs to another item already'],
  ],
  [
    'a name that steers a terminal',
    `${HEAD}vaults: [{ name: "a\\e[2Jb" }]`,
    ['3:12: vaults[0].name: holds a control character'],
  ],
  [
    'an unknown category',
    withItem().replace('LOGIN', 'LOGINS'),
    [
      '7:9: vaults[0].items[0].category: one of `LOGIN`, `PASSWORD`, `API_CREDENTIAL`, `SERVER`, `DATABASE`, `CREDIT_CARD`, `MEMBERSHIP`, `PASSPORT`, `SOFTWARE_LICENSE`, `OUTDOOR_LICENSE`, `SECURE_NOTE`, `WIRELESS_ROUTER`, `BANK_ACCOUNT`, `DRIVER_LICENSE`, `IDENTITY`, `REWARD_PROGRAM`, `DOCUMENT`, `EMAIL_ACCOUNT`, `SOCIAL_SECURITY_NUMBER`, `MEDICAL_RECORD`, `SSH_KEY`, `CUSTOM` is needed',
    ],
  ],
  [
    'a field without a label, a type and a value',
    withItem('fields:', '  - section: none'),
    [
      '9:13: vaults[0].items[0].fields[0].type: is missing: one of `STRING`, `EMAIL`, `CONCEALED`, `URL`, `OTP`, `DATE`, `MONTH_YEAR`, `MENU`, `SSHKEY`, `PHONE`, `ADDRESS`, `REFERENCE` is needed',
      '9:13: vaults[0].items[0].fields[0].value: is missing',
      '9:13: vaults[0].items[0].fields[0].label: is missing: a field without a `purpose` needs a label',
      '9:13: vaults[0].items[0].fields[0].section: the item has no section `none`',
    ],
  ],
  [
    'a value that is a number',
    withItem('fields:', '  - { label: pin, type: CONCEALED, value: 9174 }'),
    ['9:44: vaults[0].items[0].fields[0].value: is not a text: put it in quotes'],
  ],
  [
    'a value that is missing after its key',
    withItem('fields:', '  - label: pin', '    type: CONCEALED', '    value:'),
    ['11:13: vaults[0].items[0].fields[0].value: is empty, a text is needed'],
  ],
  [
    'names that are empty or endless',
    `${HEAD}vaults: [{ name: '' }, { name: ${'x'.repeat(257)} }]`,
    ['3:12: vaults[0].name: at least 1 character', '3:26: vaults[1].name: at most 256 characters'],
  ],
  [
    'a file with nothing in it, with too much, or with no base64',
    withItem(
      'files:',
      '  - { name: none }',
      '  - { name: both, content: a, content_base64: YQ== }',
      "  - { name: broken, content_base64: 'YQ=' }",
    ),
    [
      '9:13: vaults[0].items[0].files[0].content: one of `content`, `content_base64` and `content_sealed` is needed',
      '10:27: vaults[0].items[0].files[1].content: one of `content`, `content_base64` and `content_sealed` is needed',
      '11:29: vaults[0].items[0].files[2].content_base64: is not base64',
    ],
  ],
  [
    'a file in a section that is not there, and one with the id of another',
    withItem(
      'sections: [{ label: A }]',
      'files:',
      `  - { id: ${'f'.repeat(26)}, name: one, section: B, content: a }`,
      `  - { id: ${'f'.repeat(26)}, name: other, section: A, content: a }`,
    ),
    [
      '10:58: vaults[0].items[0].files[0].section: the item has no section `B`',
      '11:15: vaults[0].items[0].files[1].id: the id `ffffffffffffffffffffffffff` belongs to another file already',
    ],
  ],
  [
    'a URL that steers a terminal',
    withItem('urls: [{ href: "https://x.example\\e[2J" }]'),
    ['8:18: vaults[0].items[0].urls[0].href: holds a control character'],
  ],
  [
    'values that are too large together',
    withItem(
      'fields:',
      ...Array.from(
        { length: 17 },
        (_, n) => `  - { label: f${n}, type: STRING, value: ${'x'.repeat(65_000)} }`,
      ),
    ),
    [
      '8:9: vaults[0].items[0].fields: have 1105000 characters in all their values, at most 1048576 are allowed',
    ],
  ],
  [
    'two fields of one purpose',
    withItem(
      'fields:',
      '  - { purpose: PASSWORD, type: CONCEALED, value: one }',
      '  - { purpose: PASSWORD, type: CONCEALED, value: two }',
    ),
    [
      '10:15: vaults[0].items[0].fields[1].purpose: another field of the item has the purpose `PASSWORD` already',
    ],
  ],
  [
    'an id that a purpose has taken',
    withItem(
      'fields:',
      '  - { id: password, label: old, type: CONCEALED, value: one }',
      '  - { purpose: PASSWORD, type: CONCEALED, value: two }',
    ),
    ['9:15: vaults[0].items[0].fields[0].id: the id `password` belongs to another field of the item already'],
  ],
  [
    'sections that can not be told apart',
    withItem(
      'sections: [{ label: A }, { label: A }, { id: b, label: B }, { id: b, label: C }]',
      'fields: [{ label: f, type: STRING, value: x, section: A }]',
    ),
    [
      '8:71: vaults[0].items[0].sections[3].id: the id `b` belongs to another section of the item already',
      '9:54: vaults[0].items[0].fields[0].section: more than one section is labelled `A`: give each an `id`, and name that',
    ],
  ],
  [
    'two primary URLs',
    withItem('urls: [{ href: "a:", primary: true }, { href: "b:", primary: true }]'),
    ['8:61: vaults[0].items[0].urls[1].primary: another URL of the item is the primary one already'],
  ],
  [
    'a grant that is malformed, and one with a known slip',
    withGrants('Production,x', 'Production:r'),
    [
      '13:9: servers[0].vaults[0]: `Production,x` is not `<vault>[,<r|w|rw>]`; one vault a line: `Production`, `x`',
      '14:9: servers[0].vaults[1]: `Production:r` is not `<vault>[,<r|w|rw>]`; did you mean `Production,r`?',
    ],
  ],
  [
    'grants of vaults that are unknown, of another case, or one of several',
    withGrants('Prod', 'production,r', 'Twice'),
    [
      '13:9: servers[0].vaults[0]: there is no vault `Prod` in this account',
      '14:9: servers[0].vaults[1]: there is no vault `production` in this account; did you mean `Production`?',
      '15:9: servers[0].vaults[2]: more than one vault is named `Twice`: give each an `id`, and name that',
    ],
  ],
  [
    'grants of the built-in vaults',
    withGrants('Private', 'Shared,r', 'Transfer'),
    [
      `13:9: servers[0].vaults[0]: ${builtIn('Private', 'PERSONAL')}`,
      `14:9: servers[0].vaults[1]: ${builtIn('Shared', 'EVERYONE')}`,
      `15:9: servers[0].vaults[2]: ${builtIn('Transfer', 'TRANSFER')}`,
    ],
  ],
  [
    'a vault granted twice, by its name and by its id',
    withGrants('Production,r', 'production0000000000000000,w'),
    ['14:9: servers[0].vaults[1]: the vault stands in this list already'],
  ],
  [
    'a member that stands twice, by name and by id',
    withGroups(`- { name: Owners, members: [ada, ${ADA}] }`),
    ['9:36: groups[0].members[1]: the person stands in this list already'],
  ],
  [
    'members that are nobody, of another case, or one of several',
    withGroups('- { name: Owners, members: [eve, Ada, grace] }'),
    [
      '9:31: groups[0].members[0]: there is no person `eve`',
      '9:36: groups[0].members[1]: there is no person `Ada`; did you mean `ada`?',
      '9:41: groups[0].members[2]: more than one person is named `grace`: give each an `id`, and name that',
    ],
  ],
  [
    'an id that two people have',
    withGroups('- { name: Owners, members: [ada] }').replace('{ name: grace }', `{ name: eve, id: ${ADA} }`),
    [`6:18: people[1].id: the id \`${ADA}\` belongs to another person already`],
  ],
  [
    'a type that is none, and two groups of one type',
    withGroups(
      '- { name: A, type: OWNER }',
      '- { name: B, type: ADMINISTRATORS }',
      '- { name: C, type: ADMINISTRATORS }',
    ),
    [
      '9:16: groups[0].type: one of `OWNERS`, `ADMINISTRATORS`, `USER_DEFINED` is needed',
      '11:16: groups[2].type: another group is of the type `ADMINISTRATORS` already',
    ],
  ],
  [
    'Owners without a member, by name or by type',
    withGroups('- { name: Owners }'),
    ['9:5: groups[0]: the group `Owners` needs at least one member: Owners manage everything'],
  ],
  [
    'managers that are no group, and one that stands twice',
    `${withGroups('- { name: Owners, members: [ada] }')}\nmanagers: [Owners, Owner]\nservers:\n  - { name: S, managers: [Owners, Owners, ada] }`,
    [
      '10:20: managers[1]: there is no group `Owner`',
      '12:35: servers[0].managers[1]: the group stands in this list already',
      '12:43: servers[0].managers[2]: there is no group `ada`',
    ],
  ],
  [
    'a list of managers that names nobody',
    `${HEAD}vaults: []\nservers:\n  - { name: S, managers: [] }`,
    ['5:16: servers[0].managers: at least 1 entry'],
  ],
  [
    'a plan that is none',
    `${HEAD}vaults: []\nplan: { metered: 0 }`,
    ['4:1: plan: a plan is `unlimited` or `metered: <credits>`, from 1 to 1000000'],
  ],
  [
    'mistakes of every part, all at once and in their order',
    `${HEAD}vaults:\n  - name: A\n    type: OWN\nservers:\n  - name: S\n    vaults: [B]\n    url: x`,
    [
      '5:5: vaults[0].type: one of `USER_CREATED`, `PERSONAL`, `EVERYONE`, `TRANSFER` is needed',
      '8:14: servers[0].vaults[0]: there is no vault `B` in this account',
      '9:5: servers[0]: unknown key; allowed are `name`, `id`, `vaults`, `fixed`, `managers`',
    ],
  ],
];

describe('a malformed file is refused with the place of each mistake and what is allowed', () => {
  test.each(MALFORMED)('%s', (_, text, mistakes) => {
    expect(mistakesOf(text)).toEqual(mistakes.map((mistake) => `account.yaml:${mistake}`));
  });

  test('a file that is not there', async () => {
    expect(await readAccountFile('none.yaml', { allowEveryone: false })).toEqual({
      ok: false,
      error: [{ code: 'FILE_UNREADABLE', path: 'none.yaml', cause: 'there is no such file' }],
    });
  });
});

describe('no mistake repeats a value, however YAML reads it', () => {
  const CANARY = 'Hunter2Canary';
  test.each([
    ['an alias', `*${CANARY}`],
    ['a tag', `!${CANARY} x`],
    ['a tag alone', `!${CANARY}`],
    ['an anchor', `&${CANARY}`],
    ['a directive', `%${CANARY}`],
    ['a reserved character', `@${CANARY}`],
    ['the header of a block', `|${CANARY}`],
    ['text after a quote', `"x" ${CANARY}`],
    ['an unknown escape', `"\\q${CANARY}"`],
    ['a quote that does not end', `"${CANARY}`],
    ['a mapping', `a: ${CANARY}`],
    ['a key', `{ ${CANARY}: x }`],
    ['the rest of a flow mapping', `x, ${CANARY}`],
    ['a list', `[${CANARY}]`],
    ['the end of a flow mapping', `x } ${CANARY}`],
  ])('%s', (_, value) => {
    const told = mistakesOf(withItem(`fields: [{ label: a, type: STRING, value: ${value} }]`));
    expect(told.length).toBeGreaterThan(0);
    expect(told.join('\n')).not.toContain(CANARY);
  });

  test('whatever stands there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 8 }), fc.nat(8), (noise, at) => {
        const value = noise.slice(0, at) + CANARY + noise.slice(at);
        const told = mistakesOf(withItem('fields:', `  - { label: a, type: STRING, value: ${value} }`));
        expect(told.join('\n')).not.toContain(CANARY);
      }),
    );
  });
});

test('a value can not be printed once it is read', async () => {
  const text = await readFile(EXAMPLE, 'utf8');
  const parsed = parse(text);
  expect(parsed.ok).toBe(true);
  expect(text).toContain('example-only-');
  expect(JSON.stringify(parsed)).not.toContain('example-only-');
});
