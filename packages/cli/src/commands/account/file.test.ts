import { randomBytes } from 'node:crypto';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, type Desk, openDesk } from '../../testing/desk.ts';

const SECRET = 'correct-horse';

const WITH_ITEM = ACCOUNT.replace(
  '  - { name: Staging,',
  `    items:
      - { title: Db, category: DATABASE, sections: [{ label: Deep }], fields: [{ label: pin, type: CONCEALED, section: Deep, value: ${SECRET} }], files: [{ name: a.txt, content: hello }] }
  - { name: Staging,`,
).replace(
  '  - { name: Production, id: production0000000000000000 }',
  '  - name: Production\n    id: production0000000000000000',
);

let desk: Desk;

beforeEach(async () => {
  desk = await openDesk(WITH_ITEM);
});

afterEach(() => desk.clear());

const path = (name: string): string => join(desk.path, name);

const fileOf = async (name: string, content: unknown): Promise<string> => {
  await writeFile(path(name), typeof content === 'string' ? content : JSON.stringify(content));
  return path(name);
};

const exported = async (...words: readonly string[]): Promise<string> => {
  const said = await desk.connect('account', 'export', ...words);
  expect(said).toMatchObject({ code: 0, stderr: '' });
  return said.stdout;
};

describe('account export', () => {
  test('is sealed unless told otherwise, the same each time, and imports as it is', async () => {
    const text = await exported();
    expect(text).toContain('value_sealed: ');
    expect(text).not.toMatch(new RegExp(`${SECRET}|hello`));
    expect(await exported('--seal')).toBe(text);
    const imported = await desk.connect('account', 'import', await fileOf('sealed.yaml', text));
    expect(imported).toMatchObject({ code: 0, stdout: '1 item is as in the file already.\n' });
  });

  test('in plain text goes to a file of its owner, and is printed where somebody has said so', async () => {
    const refused = await desk.connect('account', 'export', '--reveal');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('[CONFIRMATION_NEEDED]');
    const declined = await desk.sitting({ answers: ['n'] }, 'account', 'export', '--reveal');
    expect(declined).toMatchObject({ code: 1, stdout: '' });
    expect(await exported('--reveal', '--out-file', 'plain.yaml')).toBe('');
    expect((await stat(path('plain.yaml'))).mode & 0o777).toBe(0o600);
    expect(await readFile(path('plain.yaml'), 'utf8')).toBe(await exported('--reveal', '--yes'));
    const again = await desk.connect('account', 'export', '--out-file', 'plain.yaml');
    expect(again.stderr).toContain('exists already');
    expect(await readFile(path('plain.yaml'), 'utf8')).toContain(SECRET);
    expect(await exported('-o', 'plain.yaml', '-f')).toBe('');
    expect(await readFile(path('plain.yaml'), 'utf8')).not.toContain(SECRET);
  });

  test('of vaults has those alone; one that there is not is refused, and leaves no file', async () => {
    const text = await exported('--vault', 'Production', '--vault', 'Staging');
    expect(text).toContain('Staging');
    expect(text).not.toMatch(/Twin|servers/);
    const refused = await desk.connect('account', 'export', '--vault', 'Nope', '-o', 'x.yaml');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(await readdir(desk.path)).toEqual(['data']);
    expect((await desk.connect('account', 'export', '--seal', '--reveal')).code).toBe(2);
  });
});

const login = (title: string, id: string, changes: object = {}) => ({
  id,
  title,
  version: 3,
  vault: { id: 'remote00000000000000000000', name: 'Remote' },
  category: 'LOGIN',
  last_edited_by: 'SOMEBODY',
  created_at: '2026-01-01T00:00:00Z',
  urls: [{ label: 'website', primary: true, href: 'https://shop.example' }],
  sections: [{ id: 'add more' }, { id: 's1', label: 'More' }],
  fields: [
    { id: 'username', type: 'STRING', purpose: 'USERNAME', label: 'username', value: 'ada' },
    {
      id: 'password',
      type: 'CONCEALED',
      purpose: 'PASSWORD',
      label: 'password',
      value: SECRET,
      password_details: {},
    },
    {
      id: 'c',
      type: 'CREDIT_CARD_NUMBER',
      label: 'card',
      section: { id: 's1', label: 'More' },
      value: '4111',
    },
  ],
  ...changes,
});

const [ONE, TWO, THREE] = ['1', '2', '3'].map((digit) => digit.repeat(26)) as [string, string, string];

describe('account import', () => {
  test('shows what it would make, asks, and makes it: items of op as an array, alone, and one behind the other', async () => {
    const items = [login('One', ONE), login('Two', TWO, { files: [{ id: 'f', name: 'a' }] })];
    const text = `${JSON.stringify(items)}\n${JSON.stringify(login('Three', THREE), null, 2)}\n`;
    const file = await fileOf('items.json', text);
    const dry = await desk.connect('account', 'import', file, '--dry-run');
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout.trimEnd().split('\n')).toEqual([
      '+ vault `Remote`',
      '+ item `One` in `Remote`',
      '+ item `Two` in `Remote`',
      '+ item `Three` in `Remote`',
      '0 items are as in the file already.',
    ]);
    expect(dry.stderr).toContain('the 1 file of `Two` can not be imported');
    expect((await desk.connect('account', 'import', file)).stderr).toContain('[CONFIRMATION_NEEDED]');
    expect((await desk.connect('vault', 'list')).stdout).not.toContain('Remote');
    expect(await desk.sitting({ input: text }, 'account', 'import', '-', '--yes')).toMatchObject({ code: 0 });
    const got = JSON.parse((await desk.connect('item', 'get', ONE, '--format', 'json')).stdout);
    expect(got).toMatchObject({ title: 'One', vault: { id: 'remote00000000000000000000' }, version: 1 });
    expect(got.fields.map(({ type }: { type: string }) => type)).toEqual([
      'STRING',
      'CONCEALED',
      'CONCEALED',
    ]);
    expect((await desk.connect('account', 'import', file, '--yes')).stdout).toBe(
      '3 items are as in the file already.\n',
    );
  });

  test('of a list changes what a list shows, and keeps the fields', async () => {
    const { fields: _, ...listed } = login('Db', ONE, { tags: ['x'], category: 'DATABASE' });
    const archived = { ...listed, id: TWO, state: 'ARCHIVED' };
    const file = await fileOf('list.json', [listed, archived]);
    const said = await desk.connect('account', 'import', file, '--vault', 'Production', '--yes');
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toContain('~ item `Db` in `Production`');
    expect(said.stderr).toMatch(/1 archived or deleted item left out\n1 item without fields/);
    const got = await desk.connect('item', 'get', 'Db', '--fields', 'pin', '--reveal');
    expect(got.stdout).toBe(`${SECRET}\n`);
  });

  test('--vault makes the vault where there is none, and gives new ids where the old ones are taken', async () => {
    const file = await fileOf('one.json', login('One', ONE));
    for (const vault of ['First', 'Second'])
      expect(await desk.connect('account', 'import', file, '--vault', vault, '--yes')).toMatchObject({
        code: 0,
      });
    const list = JSON.parse((await desk.connect('item', 'list', '--format=json')).stdout);
    const ids = list
      .filter(({ title }: { title: string }) => title === 'One')
      .map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(ids).toContain(ONE);
    const slip = await desk.connect('account', 'import', file, '--vault', 'production');
    expect(slip.stderr).toContain('did you mean `Production`?');
  });

  test('tells every mistake with its place, writes nothing then, and repeats no value', async () => {
    const before = await exported();
    const bad = [
      login('One', ONE, { category: 'CAR' }),
      login('Two', TWO, {
        fields: [
          { type: 'NOPE', value: SECRET },
          { type: 'STRING', value: 7 },
        ],
      }),
    ];
    const said = await desk.connect('account', 'import', await fileOf('bad.json', bad), '--yes');
    expect(said).toMatchObject({ code: 2, stdout: '' });
    for (const place of ['[0].category', '[1].fields[0].type', '[1].fields[1].value'])
      expect(said.stderr).toContain(`bad.json:1:1: ${place}: `);
    const rule = [login('One', ONE), login('', TWO)];
    const refused = await desk.connect('account', 'import', await fileOf('rule.json', rule), '--yes');
    expect(refused.stderr).toContain('title: is empty [ITEM_INVALID]');
    const cut = await desk.connect(
      'account',
      'import',
      await fileOf('cut.json', '{"id":1}\n{"x": "'),
      '--yes',
    );
    expect(cut.stderr).toContain('cut.json:2:1: this is not JSON');
    const yaml = await desk.connect(
      'account',
      'import',
      await fileOf('x.yaml', WITH_ITEM.replace('DATABASE', 'CAR')),
    );
    expect(yaml.stderr).toMatch(/x\.yaml:\d+:\d+: .*category/);
    expect((await desk.connect('account', 'import', path('nope'))).stderr).toContain('[FILE_UNREADABLE]');
    for (const { stderr } of [said, refused, cut, yaml]) expect(stderr).not.toContain(SECRET);
    expect(await exported()).toBe(before);
  });
});

describe('account rekey', () => {
  const key = () => randomBytes(32).toString('base64');

  test('seals everything under the new key, which is needed from then on', async () => {
    await writeFile(path('new.key'), key(), { mode: 0o600 });
    const refused = await desk.connect('account', 'rekey', '--new-key-file', path('new.key'));
    expect(refused.stderr).toContain('[CONFIRMATION_NEEDED]');
    const said = await desk.connect('account', 'rekey', '--new-key-file', path('new.key'), '--yes');
    expect(said).toMatchObject({ code: 0 });
    expect(said.stdout).toContain('Keep the old key');
    expect((await desk.connect('item', 'list')).stderr).toContain('[SEALING_KEY_WRONG]');
    await rename(path('new.key'), join(desk.dataDir, 'sealing.key'));
    const got = await desk.connect('item', 'get', 'Db', '--fields', 'pin', '--reveal');
    expect(got.stdout).toBe(`${SECRET}\n`);
  });

  test('finishes a change that the configuration has begun, and goes on from there', async () => {
    for (const name of ['new.key', 'newest.key']) await writeFile(path(name), key(), { mode: 0o600 });
    const config = (keys: string) => `public_url: http://127.0.0.1:1
listen: 127.0.0.1:1
data_directory: ${desk.dataDir}
issuers: [https://token.actions.githubusercontent.com]
servers: [{ server: Production, connect_url: 'http://127.0.0.1:2' }]
policy: policy.yaml
plan: unlimited
connect: { listen: 127.0.0.1:2 }
account: { file: account.yaml, ${keys} }
`;
    const begun = `sealing_key_file: new.key, previous_sealing_key_file: ${join(desk.dataDir, 'sealing.key')}`;
    const both = await fileOf('both.yaml', config(begun));
    const line = ['account', 'rekey', '--new-key-file', path('newest.key'), '--yes', '--config', both];
    expect(await desk.connect(...line)).toMatchObject({ code: 0 });
    const after = await fileOf('after.yaml', config('sealing_key_file: newest.key'));
    const got = await desk.connect('item', 'get', 'Db', '--fields', 'pin', '--reveal', '--config', after);
    expect(got).toMatchObject({ code: 0, stdout: `${SECRET}\n` });
  });

  test('says how far it is on a terminal, and in JSON nothing but how many rows it was', async () => {
    await writeFile(path('third.key'), key(), { mode: 0o600 });
    const line = ['account', 'rekey', '--new-key-file', path('third.key'), '--yes'];
    const shown = await desk.sitting({ answers: [] }, ...line);
    expect(shown.stderr).toMatch(/\rsealed (\d+) of \1 \(100 %\)\n$/);
    await rename(path('third.key'), join(desk.dataDir, 'sealing.key'));
    await writeFile(path('fourth.key'), key(), { mode: 0o600 });
    const json = await desk.connect(
      'account',
      'rekey',
      '--new-key-file',
      path('fourth.key'),
      '--yes',
      '--format',
      'json',
    );
    expect(json).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(json.stdout)).toEqual({ resealed: expect.any(Number) });
    await rename(path('fourth.key'), join(desk.dataDir, 'sealing.key'));
    const audit = await desk.connect('audit', '--format', 'json');
    expect(audit.stdout).toContain('"account.rekey"');
  });

  test('a key that is none, or open to others, changes nothing', async () => {
    await writeFile(path('short.key'), 'c2hvcnQ=', { mode: 0o600 });
    await writeFile(path('open.key'), key(), { mode: 0o644 });
    for (const name of ['short.key', 'open.key', 'none.key']) {
      const said = await desk.connect('account', 'rekey', '--new-key-file', path(name), '--yes');
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toContain('[SEALING_KEY_INVALID]');
    }
    expect(await desk.connect('item', 'list')).toMatchObject({ code: 0 });
  });
});
