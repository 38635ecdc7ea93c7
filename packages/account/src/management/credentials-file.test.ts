import { createDecipheriv, createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type House, must, openHouse } from '../testing/house.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

interface File {
  readonly verifier: { readonly salt: string; readonly localHash: string };
  readonly encCredentials: Readonly<Record<'kid' | 'enc' | 'cty' | 'iv' | 'data', string>>;
  readonly version: string;
  readonly deviceUuid: string;
  readonly uniqueKey: Readonly<Record<'alg' | 'k' | 'kty' | 'kid', string>> & {
    readonly ext: boolean;
    readonly key_ops: readonly string[];
  };
}

async function created() {
  const { servers } = house.account.manage({ kind: 'owner' });
  const { server, credentials } = must(await servers.create({ name: 'New', grants: [], fixed: false }));
  return { id: server.id, file: JSON.parse(credentials.reveal()) as File };
}

function open({ encCredentials: { iv, data } }: File, key: string): unknown {
  const sealed = Buffer.from(data, 'base64url');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    Buffer.from(key, 'base64url'),
    Buffer.from(iv, 'base64url'),
    { authTagLength: 16 },
  );
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return JSON.parse(plain.toString());
}

test('what is sealed in it opens with its key, and says for which server it is', async () => {
  const { id, file } = await created();
  expect(open(file, file.uniqueKey.k)).toEqual({
    account: 'acme0000000000000000000000',
    server: id,
    deviceUuid: file.deviceUuid,
    issuer: house.account.issuer,
    tokenKey: {
      kty: 'EC',
      crv: 'P-256',
      x: expect.any(String),
      y: expect.any(String),
      kid: expect.any(String),
    },
  });
  expect(file.encCredentials.kid).toBe(file.uniqueKey.kid);
});

test('it opens with no other key, not even with that of another server', async () => {
  const [one, other] = [await created(), await created()];
  expect(() => open(one.file, other.file.uniqueKey.k)).toThrow();
});

test('its verifier is made of its key and its salt', async () => {
  const { verifier, uniqueKey } = (await created()).file;
  const hash = createHash('sha256')
    .update(Buffer.from(verifier.salt, 'base64url'))
    .update(Buffer.from(uniqueKey.k, 'base64url'));
  expect(verifier.localHash).toBe(hash.digest('base64url'));
});

test('that it was issued is kept, and that it ended', async () => {
  const { id, file } = await created();
  const issued = {
    device_uuid: file.deviceUuid,
    server_id: id,
    key_id: file.uniqueKey.kid,
    created_at: house.clock.now(),
    ended_at: null,
  };
  expect(await house.sql('SELECT * FROM credentials_file')).toEqual([issued]);
  must(await house.account.manage({ kind: 'owner' }).servers.delete(id));
  expect(await house.sql('SELECT * FROM credentials_file')).toEqual([
    { ...issued, ended_at: house.clock.now() },
  ]);
});
