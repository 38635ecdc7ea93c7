import { type Schema, StoreUnavailable } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { keyIdOf, sameKeyId } from '../seal.ts';
import type { Sealing } from '../sealing.ts';

/** Shared by whoever seals, and held alone by the end of a rotation: nothing is sealed under the old key behind its back. */
export const SEALING_LOCK = 'sealing';

/**
 * That this process may seal: the account's signing key, which a rotation comes to last, is under one of the keys that it has. Rejects in
 * a process that was left with the old key, as it does where the store is away.
 */
export async function requireSealingKey(
  trx: Transaction<Schema>,
  { current, previous }: Sealing,
): Promise<void> {
  const { signing_key: sealed } = await trx
    .selectFrom('account')
    .select('signing_key')
    .executeTakeFirstOrThrow();
  const id = keyIdOf(sealed);
  if (sameKeyId(current.id, id) || (previous !== null && sameKeyId(previous.id, id))) return;
  throw new StoreUnavailable('the sealing key was changed, and this process has the one of before');
}
