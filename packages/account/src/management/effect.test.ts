import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instant, plus, seconds, type VaultGrant } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  accountFileOf,
  CONFIGURATION,
  FINANCE,
  type House,
  must,
  openHouse,
  orderOf,
  PRODUCTION,
  SERVER,
} from '../testing/house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const owner = () => house.account.manage({ kind: 'owner' });
const grant = (vaultId: string, access: VaultGrant['access'] = 'r'): VaultGrant => ({ vaultId, access });
const standing = async (name = 'a token') =>
  must(await owner().tokens.create(orderOf({ [PRODUCTION]: 'r', [CONFIGURATION]: 'r' }, { name })));
const bearerOf = async (text: string) => must(await house.account.connect.authenticate(text));
const metered = (limit: number) => owner().credits.setPlan({ kind: 'metered', limit }).then(must);

describe('the Connect API sees a change with the next call', () => {
  test('a grant that is taken and given again', async () => {
    const { secret } = await standing();
    must(await owner().grants.revoke(SERVER, PRODUCTION));
    expect((await bearerOf(secret.reveal())).reach).toEqual([grant(CONFIGURATION)]);
    must(await owner().grants.grant(SERVER, grant(PRODUCTION, 'w')));
    expect((await bearerOf(secret.reveal())).reach).toEqual([grant(CONFIGURATION)]);
    must(await owner().grants.grant(SERVER, grant(PRODUCTION, 'rw')));
    expect((await bearerOf(secret.reveal())).reach).toHaveLength(2);
  });

  test.each([
    ['a token', async (id: string) => void must(await owner().tokens.delete(id))],
    ['a server', async () => void must(await owner().servers.delete(SERVER))],
  ])('%s that is deleted', async (_, remove) => {
    const { token, secret } = await standing();
    await bearerOf(secret.reveal());
    await remove(token.id);
    expect(await house.account.connect.authenticate(secret.reveal())).toEqual({
      ok: false,
      error: 'not-valid',
    });
  });
});

test('the broker makes and ends tokens of leases in nobody’s name: without a plan, and without an event', async () => {
  await metered(0);
  const before = must(await owner().audit.list({ limit: 10, before: null }));
  const { tokens } = house.account.controlPlane;
  const { token } = must(await tokens.create(orderOf({ [PRODUCTION]: 'r' })));
  must(await tokens.delete(token.id));
  expect(must(await owner().audit.list({ limit: 10, before: null }))).toEqual(before);
  expect(must(await owner().servers.list())).toMatchObject([{ tokensVersion: 3 }]);
});

describe('a deleted server', () => {
  test('is listed to nobody, the broker included, and its tokens stay listed as revoked', async () => {
    await standing();
    must(await owner().servers.delete(SERVER));
    expect(must(await house.account.controlPlane.servers.list())).toEqual([]);
    expect(must(await owner().tokens.list())).toMatchObject([{ state: 'REVOKED', serverId: SERVER }]);
    const created = await house.account.controlPlane.tokens.create(orderOf({ [PRODUCTION]: 'r' }));
    expect(created).toMatchObject({ error: { failure: { code: 'SERVER_UNKNOWN' } } });
  });

  test('keeps no grant, no managers and no fixed set', async () => {
    must(await owner().servers.delete(SERVER));
    for (const table of ['vault_grant', 'server_manager', 'server_fixed_vault'])
      expect(await house.sql(`SELECT * FROM ${table}`)).toEqual([]);
  });
});

test('an expired token is listed as it is, counts for nothing, and can be renamed and deleted', async () => {
  const order = orderOf({ [PRODUCTION]: 'r' }, { expiresAt: plus(house.clock.now(), seconds(60)) });
  const { token } = must(await owner().tokens.create(order));
  house.setTime(plus(house.clock.now(), seconds(60)));
  expect(must(await owner().tokens.list())).toEqual([token]);
  expect(must(await owner().credits.read())).toMatchObject({ usage: 0, used: 0 });
  expect(must(await owner().tokens.rename(token.id, 'old')).name).toBe('old');
  expect(must(await owner().tokens.delete(token.id))).toBe('deleted');
});

describe('of several at the same time', () => {
  test('one gets the last credit, whether it makes a token or grants a vault', async () => {
    await standing();
    must(await owner().grants.revoke(SERVER, CONFIGURATION));
    await metered(2);
    const answers = await Promise.all([
      owner().tokens.create(orderOf({ [PRODUCTION]: 'r' })),
      owner().grants.grant(SERVER, grant(CONFIGURATION)),
      owner().tokens.create(orderOf({ [PRODUCTION]: 'r' })),
    ]);
    const exhausted = { failure: { code: 'CREDITS_EXHAUSTED', limit: 2, used: 2, needed: 1 } };
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers) if (!answer.ok) expect(answer.error).toMatchObject(exhausted);
    expect(must(await owner().credits.read())).toMatchObject({ usage: 2, used: 2 });
  });

  test('two grants of one vault leave one grant, and one event where they say the same', async () => {
    const twice = [owner(), owner()].map((by) => by.grants.grant(SERVER, grant(FINANCE)));
    for (const answer of await Promise.all(twice)) must(answer);
    const events = must(await owner().audit.list({ limit: 10, before: null }));
    expect(events.map(({ kind }) => kind)).toEqual(['vault.grant']);
    expect(await house.sql('SELECT access FROM vault_grant WHERE vault_id = ?', FINANCE)).toEqual([
      { access: 'r' },
    ]);
  });

  test('a token that is made while its server is deleted is made and ended, or refused', async () => {
    const [created] = await Promise.all([
      owner().tokens.create(orderOf({ [PRODUCTION]: 'r' })),
      owner().servers.delete(SERVER),
    ]);
    const tokens = must(await owner().tokens.list());
    expect(tokens.map(({ state }) => state)).toEqual(created.ok ? ['REVOKED'] : []);
  });
});

test('a ceiling beside the plan rules where it is stricter', async () => {
  const account = must(await house.open({ ceiling: { kind: 'metered', limit: 1 } }));
  const { tokens, credits } = account.manage({ kind: 'owner' });
  must(await tokens.create(orderOf({ [PRODUCTION]: 'r' })));
  expect(await tokens.create(orderOf({ [PRODUCTION]: 'r' }))).toMatchObject({
    error: { failure: { code: 'CREDITS_EXHAUSTED', limit: 1 } },
  });
  expect(must(await credits.read()).plan).toEqual({ kind: 'metered', limit: 1 });
  const report = must(await credits.setPlan({ kind: 'metered', limit: 9 }));
  expect(report).toMatchObject({ plan: { kind: 'metered', limit: 1 }, own: { kind: 'metered', limit: 9 } });
});

test('events stay in their order when the clock is set back', async () => {
  for (const name of ['one', 'two', 'three']) {
    must(await owner().groups.create({ name }));
    house.setTime(instant(house.clock.now() - 60_000));
  }
  const groups = new Map(must(await owner().groups.list()).map(({ id, name }) => [id, name]));
  const events = must(await owner().audit.list({ limit: 10, before: null }));
  expect(events.map(({ subject }) => groups.get(subject['group'] ?? ''))).toEqual(['three', 'two', 'one']);
});

test('a page of events is never longer than a thousand', async () => {
  const rows = Array.from(
    { length: 1_001 },
    (_, n) => `('${String(n).padStart(26, '0')}', 1, 'vault.create', '{}')`,
  );
  await house.sql(`INSERT INTO audit_event (id, at, kind, detail) VALUES ${rows.join(', ')}`);
  expect(must(await owner().audit.list({ limit: 1e9, before: null }))).toHaveLength(1_000);
});

test('an account file makes people, managers, a fixed set and a plan', async () => {
  const text = `
version: 1
account: { name: Acme }
vaults: [{ name: A, id: ${PRODUCTION} }, { name: B, id: ${FINANCE} }]
servers: [{ name: S, id: ${SERVER}, vaults: [A], fixed: true, managers: [Shop] }]
people: [{ name: ada }]
groups: [{ name: Owners, members: [ada] }, { name: Shop }]
managers: [Owners]
plan: { metered: 7 }
`;
  const other = await openHouse({ accountFile: accountFileOf(text) });
  const management = other.account.manage({ kind: 'owner' });
  expect(must(await management.credits.read()).plan).toEqual({ kind: 'metered', limit: 7 });
  expect(await other.account.plan()).toEqual({ kind: 'metered', limit: 7 });
  const [server] = must(await management.servers.list());
  expect(server).toMatchObject({ fixedVaults: [PRODUCTION], tokensVersion: 1 });
  expect(await management.grants.grant(SERVER, grant(FINANCE))).toMatchObject({
    error: { failure: { code: 'VAULTS_FIXED' } },
  });
  const [ada] = must(await management.people.list());
  const groups = must(await management.groups.list());
  expect(groups).toMatchObject([
    { name: 'Owners', type: 'OWNERS', members: [ada?.id] },
    { name: 'Shop', type: 'USER_DEFINED', members: [] },
  ]);
  const [owners, shop] = groups;
  expect(must(await management.managers.list())).toEqual({
    global: [owners?.id],
    own: new Map([[SERVER, [shop?.id]]]),
  });
  await other.close();
});

test('no key of a credentials file and no token is in any file, in no form', async () => {
  const { credentials } = must(await owner().servers.create({ name: 'New', grants: [], fixed: false }));
  const { secret } = await standing();
  const file = JSON.parse(credentials.reveal()) as Record<string, Record<string, string>>;
  const key = Buffer.from(file['uniqueKey']?.['k'] ?? '', 'base64url');
  expect(key).toHaveLength(32);
  const claims = Buffer.from(secret.reveal().split('.')[1] ?? '', 'base64url').toString();
  const bearer = String((JSON.parse(claims) as Record<string, unknown>)['1password.com/token']);
  const names = await readdir(house.directory);
  const files = await Promise.all(names.map((name) => readFile(join(house.directory, name))));
  const holds = (needle: Buffer): boolean => files.some((each) => each.includes(needle));
  const forms = (['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(key.toString(form)));
  const sealed = [
    file['encCredentials']?.['data'],
    file['verifier']?.['localHash'],
    file['verifier']?.['salt'],
  ];
  for (const needle of [key, ...forms, ...sealed.map((text) => Buffer.from(text ?? PRODUCTION))])
    expect(holds(needle)).toBe(false);
  for (const text of [...secret.reveal().split('.').slice(1), bearer])
    expect(holds(Buffer.from(text))).toBe(false);
  // The same search finds what is kept.
  expect(holds(Buffer.from(String(file['deviceUuid'])))).toBe(true);
});
