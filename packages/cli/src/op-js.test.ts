import { readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as op from '@1password/op-js';
import {
  githubClaims,
  type Services,
  startProgram,
  startServices,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@connect-token/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ACCOUNT, mintToken, POLICY, SECRETS } from './op/testing/acme.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

let directory: TemporaryDirectory;
let services: Services;
const startedIn = process.cwd();

/** The wrapper runs whatever `op` is first on PATH, in this process's directory and with its environment. */
beforeAll(async () => {
  directory = await temporaryDirectory('op-js');
  const shims = join(directory.path, 'shims');
  const shim = startProgram({
    command: process.execPath,
    args: ['--conditions=ct-src', MAIN, 'op-shim', '--dir', shims],
    env: {},
  });
  const ended = shim.ended;
  const order = { account: ACCOUNT, policy: POLICY, servers: ['Production'] };
  services = await startServices({ directory: directory.path, ...order });
  expect(await ended).toEqual({ code: 0, signal: null });
  const { brokerUrl, connectUrl, issuer } = services;
  const token = await mintToken(brokerUrl, await issuer.idToken(githubClaims({ aud: brokerUrl })));
  // Some forty processes of the same program: compiled once.
  vi.stubEnv('NODE_COMPILE_CACHE', join(directory.path, 'compiled'));
  vi.stubEnv('PATH', [shims, process.env['PATH']].join(delimiter));
  op.setConnect(connectUrl, token);
  process.chdir(directory.path);
});

afterAll(async () => {
  process.chdir(startedIn);
  vi.unstubAllEnvs();
  await services?.close();
  await directory.remove();
});

describe('the official wrapper @1password/op-js, unmodified, reads over the Connect API', () => {
  test('it takes the stand-in for an op that it can work with, and people can tell', async () => {
    await expect(op.validateCli()).resolves.toBeUndefined();
    expect(op.version()).toMatch(/^2\.30\.0\+connect-token\./);
  });

  test('vault.list and vault.get', () => {
    expect(op.vault.list().map(({ name }) => name)).toEqual(['Production', 'Shared configuration']);
    expect(op.vault.get('Production')).toMatchObject({ type: 'USER_CREATED', items: 3, content_version: 1 });
    expect(() => op.vault.get('Finance')).toThrow(/`Finance` isn't a vault/);
  });

  test('item.list, item.get and item.otp', () => {
    const [item] = op.item.list({ vault: 'Production', tags: ['shop'] });
    expect(item).toMatchObject({ title: 'Database', vault: { name: 'Production' } });
    expect(op.item.get(item?.id ?? '')).toMatchObject({ category: 'DATABASE' });
    const fields = { label: ['password'] };
    expect(op.item.get('Database', { fields, vault: 'Production' })).toMatchObject({
      value: SECRETS.password,
    });
    expect(op.item.otp('Database')).toMatch(/^\d{6}$/);
  });

  test('read.parse and read.toFile', () => {
    expect(op.read.parse('op://Production/Database/password')).toBe(SECRETS.password);
    const path = join(directory.path, 'certificate.pem');
    expect(op.read.toFile('op://Production/Database/certificate', path)).toBe(path);
    expect(() => op.read.parse('op://Production/Database/nothing')).toThrow(op.CLIError);
  });

  test('inject.data', () => {
    const template = 'password: {{ op://Production/Database/password }}';
    expect(op.inject.data(template)).toBe(`password: ${SECRETS.password}`);
  });

  test('whoami, with and without a sign-in', () => {
    expect(op.whoami()).toMatchObject({ url: services.connectUrl });
    const { connectUrl } = services;
    op.setConnect(connectUrl, 'not.a.token');
    expect(() => op.whoami()).toThrow(/401/);
    op.setConnect(connectUrl, '');
    expect(op.whoami()).toBeNull();
  });

  test('what is not supported here is an error, never an answer', () => {
    expect(() => op.account.list()).toThrow(/not supported here/);
    expect(() => op.user.me()).toThrow(/not supported here/);
  });
});

describe('the official wrapper manages the account of a running server', () => {
  beforeAll(() => {
    vi.stubEnv('CONNECT_TOKEN_DATA_DIR', join(directory.path, 'data'));
  });

  test('connect.server.*: made with its credentials file, renamed, ended', async () => {
    const said = op.connect.server.create('CI', { vaults: ['Production', 'Shared configuration'] });
    const credentials = join(directory.path, '1password-credentials.json');
    expect(said).toMatch(/UUID: [A-Z0-9]{26}/);
    expect(said).toContain(credentials);
    expect((await stat(credentials)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(credentials, 'utf8'))).toHaveProperty('verifier');
    const server = op.connect.server.get('CI');
    expect(server).toMatchObject({ name: 'CI', state: 'ACTIVE', tokens_version: 1 });
    op.connect.server.edit(server.id, 'Builds');
    expect(() => op.connect.server.create('Second')).toThrow(/exists already/);
    expect(op.connect.server.list().map(({ name }) => name)).toEqual(['Builds', 'Production']);
    expect(op.connect.server.delete('Builds')).toBeUndefined();
  });

  test('connect.token.*: printed alone and once, good until it is ended', () => {
    const token = op.connect.token.create('ci', 'Production', { vaults: ['Production,r'], expiresIn: '1h' });
    expect(token).toMatch(JWT);
    op.setConnect(services.connectUrl, token);
    expect(op.read.parse('op://Production/Database/password')).toBe(SECRETS.password);
    op.connect.token.edit('ci', 'ci-old', { server: 'Production' });
    op.connect.token.delete('ci-old');
    expect(() => op.read.parse('op://Production/Database/password')).toThrow(/401/);
    const listed = op.connect.token.list({ server: 'Production' });
    expect(listed.find(({ name }) => name === 'ci-old')).toMatchObject({
      state: 'REVOKED',
      vaults: [{ acl: ['allow_viewing'] }],
    });
  });

  test('an array of vaults reads as one vault and its permission: the error says what to write', () => {
    const vaults = ['Production', 'Shared configuration'];
    expect(() => op.connect.token.create('x', 'Production', { vaults })).toThrow(/--vault/);
  });

  test('connect.vault.* and connect.group.*', () => {
    op.connect.vault.grant('Production', 'Finance');
    op.connect.vault.revoke('Production', 'Finance');
    op.connect.group.grant('Platform', { allServers: true });
    op.connect.group.revoke('Platform', { server: 'Production' });
  });
});
