import { type Credential, type CredentialStore, instant, ok, seconds, secret } from '@connect-token/core';
import { expect, test } from 'vitest';
import { createCredentials } from './credentials.ts';

const PERSON = 'p'.repeat(26);
const NOW = instant(1_000_000);

/** A store that keeps what it is given, or refuses to. */
function around(insert: (credential: Credential, sha256: string) => Promise<void> = async () => {}) {
  const inserted: [Credential, string][] = [];
  const store: CredentialStore = {
    insert: async (credential, sha256) => {
      await insert(credential, sha256);
      inserted.push([credential, sha256]);
    },
    find: async () => undefined,
    list: async () => inserted.map(([credential]) => credential),
    revoke: async () => 'absent',
  };
  const credentials = createCredentials({
    store,
    people: { list: async () => ok([{ id: PERSON, name: 'ada@acme.example' }]) },
    clock: { now: () => NOW },
    ids: { ulid: () => '01J00000000000000000000000' },
    newSecret: () => secret('the secret'),
    digest: (text) => `digest of ${text.reveal()}`,
  });
  return { credentials, inserted };
}

const order = { name: 'ci', personId: PERSON.toUpperCase(), rights: ['read'], lifetime: undefined } as const;

test('a credential is handed out with what was kept of it: everything but the secret', async () => {
  const { credentials, inserted } = around();
  const created = await credentials.create(order);
  expect(created).toMatchObject({ ok: true, value: { credential: { name: 'ci', rights: ['read'] } } });
  expect(created.ok && created.value.secret.reveal()).toBe('the secret');
  expect(inserted).toEqual([[created.ok && created.value.credential, 'digest of the secret']]);
});

test.each([
  ['somebody who is not there', { ...order, personId: 'q'.repeat(26) }, 'PERSON_UNKNOWN'],
  ['a life that is too long', { ...order, lifetime: seconds(365 * 86_400 + 1) }, 'LIFETIME_OUT_OF_RANGE'],
  ['no name', { ...order, name: '' }, 'NAME_INVALID'],
])('%s is refused, and nothing is kept', async (_what, wrong, code) => {
  const { credentials, inserted } = around();
  expect(await credentials.create(wrong)).toMatchObject({
    ok: false,
    error: { effect: 'none', failure: { code } },
  });
  expect(inserted).toEqual([]);
});

test('no secret leaves where its hash could not be written', async () => {
  const { credentials } = around(() => Promise.reject(new Error('disk full')));
  expect(await credentials.create(order)).toEqual({
    ok: false,
    error: { effect: 'none', failure: { code: 'STORE_UNAVAILABLE', cause: 'disk full' } },
  });
});
