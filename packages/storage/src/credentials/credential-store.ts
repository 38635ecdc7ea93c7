import { type Credential, type CredentialStore, formatInstant, instant } from '@connect-token/core';
import type { Insertable, Selectable } from 'kysely';
import { insertEvent } from '../audit/write.ts';
import type { Schema } from '../schema/schema.ts';
import type { Store } from '../store.ts';

type Table = Schema['management_credential'];

/** Only the owner makes and revokes credentials: nobody may hand out what they hold. */
const OWNER = { kind: 'owner' } as const;

/**
 * The management credentials of a store. The look-up is by a hash of 256 random bits: what its time tells of the index, nobody can
 * turn into a secret.
 */
export const credentialStore = (store: Store): CredentialStore => ({
  insert: (credential, sha256) =>
    store.transact(async (trx) => {
      await trx.insertInto('management_credential').values(toRow(credential, sha256)).execute();
      const subject = { credential: credential.id, person: credential.personId };
      const detail = {
        name: credential.name,
        rights: credential.rights,
        expires_at: formatInstant(credential.expiresAt),
      };
      const made = { at: credential.createdAt, kind: 'credential.create', subject, detail } as const;
      await insertEvent(trx, { ...made, actor: OWNER });
    }),
  find: (sha256) =>
    store.transact(async (trx) => {
      const row = await trx
        .selectFrom('management_credential')
        .selectAll()
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      return row && toCredential(row);
    }),
  list: () =>
    store.transact(async (trx) => {
      const rows = await trx.selectFrom('management_credential').selectAll().orderBy('id', 'desc').execute();
      return rows.map(toCredential);
    }),
  revoke: (id, at) =>
    store.transact(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('management_credential')
        .set({ revoked_at: at })
        .where('id', '=', id.toUpperCase())
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return 'absent';
      const subject = { credential: id.toUpperCase() };
      await insertEvent(trx, { at, actor: OWNER, kind: 'credential.revoke', subject, detail: {} });
      return 'revoked';
    }),
});

const toRow = (credential: Credential, sha256: string): Insertable<Table> => ({
  id: credential.id,
  name: credential.name,
  person_id: credential.personId.toLowerCase(),
  rights: JSON.stringify(credential.rights),
  sha256,
  created_at: credential.createdAt,
  expires_at: credential.expiresAt,
  revoked_at: credential.revokedAt,
});

const toCredential = (row: Selectable<Table>): Credential => ({
  id: row.id,
  name: row.name,
  personId: row.person_id,
  // Written by `toRow` only, and checked by the table to be an array with something in it.
  rights: JSON.parse(row.rights) as Credential['rights'],
  createdAt: instant(row.created_at),
  expiresAt: instant(row.expires_at),
  revokedAt: row.revoked_at === null ? null : instant(row.revoked_at),
});
