import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, openDesk } from '../../testing/desk.ts';

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});

afterAll(() => desk.clear());

const made = async (...words: readonly string[]) => {
  const said = await desk.connect('item', 'create', '--vault', 'Production', ...words, '--format', 'json');
  expect(said).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(said.stdout);
};

const got = async (id: string, ...words: readonly string[]) =>
  JSON.parse((await desk.connect('item', 'get', id, '--format', 'json', ...words)).stdout);

const valuesOf = (item: { fields: { label: string; value?: string }[] }) =>
  Object.fromEntries(item.fields.map(({ label, value }) => [label, value]));

test('an item is made of statements, read, changed and deleted', async () => {
  const item = await made(
    '--category=login',
    '--title',
    'Shop',
    '--url=https://shop.example',
    '--tags=a,b',
    '--favorite',
    'username=ada',
    'Db.host[text]=db.example',
  );
  expect(item).toMatchObject({
    title: 'Shop',
    category: 'LOGIN',
    favorite: true,
    tags: ['a', 'b'],
    urls: [{ label: 'website', primary: true, href: 'https://shop.example' }],
    sections: [{ label: 'Db' }],
  });
  expect(await got('Shop', '--vault', 'production')).toEqual(item);
  const words = ['username=grace', 'Db.host[delete]', '--favorite=false', '--tags', '', '--title', 'Shop 2'];
  const edited = await desk.connect('item', 'edit', 'Shop', ...words);
  expect(edited).toMatchObject({ code: 0, stderr: '' });
  const after = await got(item.id);
  expect(after).toMatchObject({ title: 'Shop 2', version: 2 });
  expect(after.favorite ?? false).toBe(false);
  expect(after.tags).toBeUndefined();
  expect(valuesOf(after)).toMatchObject({ username: 'grace' });
  const refused = await desk.connect('item', 'delete', item.id);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(await desk.connect('item', 'rm', item.id, '--yes')).toMatchObject({ code: 0 });
  expect((await desk.connect('item', 'get', item.id)).stderr).toContain('[ITEM_UNKNOWN]');
});

test('a password is made by its recipe, and the word behind the option is not taken for one', async () => {
  const item = await made('--category', 'login', '--generate-password', 'username=ada');
  expect(valuesOf(item)).toMatchObject({ username: 'ada' });
  expect(valuesOf(item)['password']).toMatch(/^\S{32}$/);
  const edited = await desk.connect('item', 'edit', item.id, '--generate-password=digits,8', '--format=json');
  expect(valuesOf(JSON.parse(edited.stdout))['password']).toMatch(/^\d{8}$/);
});

test('a value comes from standard input, without the end of its line', async () => {
  const words = ['item', 'create', '--vault=Staging', '--category=password', '--title=Piped', 'password=-'];
  const said = await desk.sitting({ input: 's3cret=\n' }, ...words);
  expect(said).toMatchObject({ code: 0, stderr: '' });
  expect(said.stdout).not.toContain('s3cret');
  expect((await desk.connect('item', 'get', 'Piped', '--fields', 'password', '--reveal')).stdout).toBe(
    's3cret=\n',
  );
});

test('hidden values are hidden from people, and shown to those who ask', async () => {
  const { id } = await made('--category=login', '--title=Hidden', 'username=ada', 'password=hunter2');
  expect((await desk.connect('item', 'get', id)).stdout).not.toContain('hunter2');
  expect((await desk.connect('item', 'get', id, '--reveal')).stdout).toContain('hunter2');
  const fields = ['--fields', 'label=username,type=concealed'];
  expect((await desk.connect('item', 'get', id, ...fields, '--reveal')).stdout).toBe('ada,hunter2\n');
});

test('a template is printed, filled in and made an item of', async () => {
  const printed = await desk.connect('item', 'template', 'get', 'API Credential');
  const template = JSON.parse(printed.stdout);
  expect(template).toMatchObject({ title: '', category: 'API_CREDENTIAL' });
  template.title = 'Filled';
  for (const field of template.fields) if (field.id === 'credential') field.value = 'k3y';
  const path = join(desk.path, 'item.json');
  await writeFile(path, JSON.stringify(template));
  const item = await made('--template', path, 'hostname=api.example');
  expect(item).toMatchObject({ title: 'Filled', category: 'API_CREDENTIAL' });
  expect(valuesOf(item)).toMatchObject({ credential: 'k3y', hostname: 'api.example' });
  const words = ['item', 'create', '-', '--vault=Staging', '--title=Piped template', '--format=json'];
  const piped = await desk.sitting({ input: JSON.stringify(template) }, ...words);
  expect(JSON.parse(piped.stdout)).toMatchObject({ title: 'Piped template' });
  const list = await desk.connect('item', 'template', 'list', '--format=json');
  expect(JSON.parse(list.stdout)).toContainEqual({ uuid: '001', name: 'Login' });
});

test('a list is narrowed by vault, category, tag and favourite', async () => {
  await made('--category=database', '--title=Narrow', '--tags=narrow', '--favorite');
  const titles = async (...words: readonly string[]) =>
    JSON.parse((await desk.connect('item', 'list', ...words, '--format=json')).stdout).map(
      ({ title }: { title: string }) => title,
    );
  for (const words of [['--tags=narrow,x'], ['--categories=Database'], ['--favorite', '--tags=narrow']])
    expect(await titles(...words)).toEqual(['Narrow']);
  expect(await titles('--vault=Private')).toEqual([]);
});

test('--dry-run shows the item and writes nothing', async () => {
  const before = await desk.connect('item', 'list');
  const words = ['--vault=Production', '--category=login', 'username=ada', '--dry-run'];
  const said = await desk.connect('item', 'create', ...words);
  expect(said).toMatchObject({ code: 0, stderr: '' });
  expect(said.stdout).toContain('ada');
  expect(await desk.connect('item', 'list')).toEqual(before);
});

test.each([
  ['a category that is none', ['--category=car'], 2, '`car` is no category'],
  ['no category', [], 2, 'neither `--category` nor a template'],
  ['a document', ['--category=document'], 2, "can't be created here [ITEM_INVALID]"],
  ['a recipe that is none', ['--category=login', '--generate-password=x'], 2, 'the recipe `x`'],
  ['a value without a field', ['--category=login', 'hunter2'], 2, 'has no `=`'],
  ['a vault that there is not', ['--category=login', '--vault=Nope'], 2, 'given more than once'],
  ['two things of one input', ['-', 'a=-', '--category=login'], 2, 'read for one thing only'],
  ['a template that there is not', ['--template=nope.json'], 2, '[FILE_UNREADABLE]'],
])('%s is refused, and no value is repeated', async (_what, words, code, text) => {
  const said = await desk.connect('item', 'create', '--vault=Production', ...words);
  expect(said).toMatchObject({ code, stdout: '' });
  expect(said.stderr).toContain(text);
  expect(said.stderr).not.toContain('hunter2');
});

test('a template of another shape is refused with each place', async () => {
  const path = join(desk.path, 'bad.json');
  const fields = [
    { type: 'NOPE', value: 'hunter2' },
    { type: 'STRING', value: 7 },
  ];
  await writeFile(path, JSON.stringify({ category: 'car', fields }));
  const said = await desk.connect('item', 'create', '--vault=Production', '--template', path);
  expect(said).toMatchObject({ code: 2, stdout: '' });
  for (const place of ['category', 'fields[0].type', 'fields[1].value']) expect(said.stderr).toContain(place);
  expect(said.stderr).not.toContain('hunter2');
});

test('a name of several items is refused with their ids, and items are not in reach of a network credential', async () => {
  await made('--category=login', '--title=Two');
  await made('--category=login', '--title=Two');
  expect((await desk.connect('item', 'get', 'Two')).stderr).toContain('[ITEM_AMBIGUOUS]');
  expect((await desk.connect('item', 'get', 'Nope', '--vault=Twin')).stderr).toContain('[VAULT_AMBIGUOUS]');
});
