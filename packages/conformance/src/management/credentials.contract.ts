import { inspect } from 'node:util';
import type { CreatedServer } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { must } from '../control-plane/subject.ts';
import { PRODUCTION } from '../control-plane/world.ts';
import { grant, type Subject } from './subject.ts';

export function credentialsContract({ owner }: Subject): void {
  const create = async (name: string): Promise<CreatedServer> =>
    must(await owner().servers.create({ name, grants: [grant(PRODUCTION)], fixed: false }));

  describe('a credentials file', () => {
    test('has the structure of the real one', async () => {
      const { credentials } = await create('Shop');
      expect(JSON.parse(credentials.reveal())).toEqual({
        verifier: { salt: expect.stringMatching(/.{20,}/), localHash: expect.stringMatching(/.{40,}/) },
        encCredentials: {
          kid: expect.stringMatching(/.{16,}/),
          enc: 'A256GCM',
          cty: 'b5+jwk+json',
          iv: bytes(12),
          data: expect.stringMatching(/^[\w-]{100,}$/),
        },
        version: '2',
        deviceUuid: expect.stringMatching(/^[a-z0-9]{26}$/),
        uniqueKey: {
          alg: 'A256GCM',
          ext: true,
          k: bytes(32),
          key_ops: expect.arrayContaining(['encrypt', 'decrypt']),
          kty: 'oct',
          kid: expect.stringMatching(/.{16,}/),
        },
      });
    });

    test('is another one each time, in everything that could open something', async () => {
      const files = [await create('Shop'), await create('Shop')].map(
        ({ credentials }) => JSON.parse(credentials.reveal()) as CredentialsFile,
      );
      const distinct = (read: (file: CredentialsFile) => string) => new Set(files.map(read)).size;
      expect(distinct(({ uniqueKey }) => uniqueKey.k)).toBe(2);
      expect(distinct(({ deviceUuid }) => deviceUuid)).toBe(2);
      expect(distinct(({ encCredentials }) => encCredentials.iv)).toBe(2);
      expect(distinct(({ encCredentials }) => encCredentials.data)).toBe(2);
      expect(distinct(({ verifier }) => verifier.salt)).toBe(2);
    });

    test('can not be printed by accident, and stands in no list', async () => {
      const created = await create('Shop');
      const text = created.credentials.reveal();
      const { uniqueKey } = JSON.parse(text) as CredentialsFile;
      const told = [
        String(created.credentials),
        JSON.stringify(created),
        inspect(created, { depth: 9 }),
        JSON.stringify(await owner().servers.list()),
        JSON.stringify(await owner().audit.list({ limit: 100, before: null })),
      ];
      for (const each of told) expect(each).not.toContain(uniqueKey.k);
    });
  });
}

interface CredentialsFile {
  readonly verifier: { readonly salt: string };
  readonly encCredentials: { readonly iv: string; readonly data: string };
  readonly deviceUuid: string;
  readonly uniqueKey: { readonly k: string };
}

/** So many bytes in base64url. */
const bytes = (count: number) => expect.stringMatching(new RegExp(`^[\\w-]{${Math.ceil((count * 8) / 6)}}$`));
