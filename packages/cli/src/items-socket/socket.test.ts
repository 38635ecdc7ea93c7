import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnedItems } from '@connect-token/account/items';
import { err, Secret, secret } from '@connect-token/core';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownVersion } from '../version.ts';
import { pathOf } from './calls.ts';
import { remoteItems } from './client.ts';
import { itemsServer } from './server.ts';
import { decode, encode } from './wire.ts';

let directory: string;
const crashes: unknown[] = [];

/** A port of which the socket needs to know nothing: it says what it was asked. */
const echo = {
  list: async (vaultId: string) => ({ ok: true, value: [vaultId] }),
  vaults: async () => err([{ code: 'STORE_UNAVAILABLE', cause: 'away' }]),
  export: async () => ({ ok: true, value: secret('text') }),
  delete: async () => Promise.reject(new Error('hunter2')),
} as unknown as OwnedItems;

const place = (name: string): string => join(directory, name);

const listen = (version: string, name: string) =>
  new Promise<ReturnType<typeof itemsServer>>((resolve) => {
    const server = itemsServer(echo, version, (cause) => void crashes.push(cause));
    server.listen(place(name), () => resolve(server));
  });

let servers: readonly ReturnType<typeof itemsServer>[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'connect-token-items-'));
  servers = [await listen(ownVersion(), 'same'), await listen('0.0.0-other', 'other')];
});

afterAll(async () => {
  for (const server of servers) server.close();
  await rm(directory, { recursive: true });
});

test('a call crosses with its values, a refusal with its evidence, and a secret as one', async () => {
  const items = remoteItems(place('same'));
  expect(await items.list('v')).toEqual({ ok: true, value: ['v'] });
  expect(await items.vaults()).toEqual({ ok: false, error: [{ code: 'STORE_UNAVAILABLE', cause: 'away' }] });
  const text = await items.export({ vaultIds: null, secrets: 'plain' });
  expect(text.ok && text.value).toBeInstanceOf(Secret);
  expect(text.ok && text.value.reveal()).toBe('text');
});

test('a process of another version is not spoken to, and one that is not there neither', async () => {
  const other = await remoteItems(place('other')).list('v');
  expect(other).toMatchObject({ ok: false, error: [{ code: 'BROKER_UNREACHABLE' }] });
  expect(JSON.stringify(other)).toContain('update both');
  const gone = await remoteItems(place('gone')).delete({ vaultId: 'v', itemId: 'i' });
  expect(gone).toMatchObject({ ok: false, error: [{ code: 'BROKER_UNREACHABLE', cause: 'ENOENT' }] });
});

test('what breaks on the other side leaves the outcome of a change unknown, and its message behind', async () => {
  const broken = await remoteItems(place('same')).delete({ vaultId: 'v', itemId: 'i' });
  expect(broken.ok ? [] : broken.error.map(({ code }) => code)).toEqual([
    'BROKER_UNREACHABLE',
    'EFFECT_UNKNOWN',
  ]);
  expect(JSON.stringify(broken)).not.toContain('hunter2');
  expect(crashes).toHaveLength(1);
});

const statusOf = (method: string, path: string, body: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const sending = request({ socketPath: place('same'), method, path }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    sending.on('error', reject);
    sending.end(body);
  });

test.each([
  ['another method', 'GET', 'list', '', 404],
  ['a call that there is not', 'POST', 'constructor', '[]', 404],
  ['a body that is no list', 'POST', 'list', '{}', 400],
  ['a body that is no JSON', 'POST', 'list', '{', 400],
])('%s is refused', async (_what, method, call, body, status) => {
  expect(await statusOf(method, pathOf(call as never, ownVersion()), body)).toBe(status);
});

test('whatever JSON can hold is read back as it was, with the secrets in it', () => {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.integer(),
      fc.constantFrom(null, true, false),
      fc.string().map((text) => secret(text)),
      fc.uint8Array().map((bytes) => secret(bytes)),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), { maxKeys: 3 }),
    ),
  }));
  const plain = (each: unknown): unknown => {
    if (each instanceof Secret) {
      const revealed: unknown = each.reveal();
      return ['secret', revealed instanceof Uint8Array ? [...revealed] : revealed];
    }
    if (Array.isArray(each)) return each.map(plain);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, member]) => [key, plain(member)]));
  };
  fc.assert(
    fc.property(value, (each) => {
      expect(plain(decode(encode(each)))).toEqual(plain(each));
    }),
  );
});
