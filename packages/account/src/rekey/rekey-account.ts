import { type Clock, err, ok, type Result } from '@connect-token/core';
import {
  insertEvent,
  lockInTransaction,
  type Schema,
  type Store,
  StoreUnavailable,
} from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { readAccount } from '../account-store.ts';
import { keyIdOf, type SealingKey, sameKeyId, seal } from '../seal.ts';
import { openSealed, type Sealing } from '../sealing.ts';
import { keyFailure, SIGNING_KEY_PLACE } from '../signing-key.ts';
import { type RekeyRefusal, resealRows } from './reseal-rows.ts';
import { countOthers, hasOthers, SEALED_TABLES } from './sealed-rows.ts';
import { SEALING_LOCK } from './sealing-lock.ts';

export interface RekeyOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** The key of before. */
  readonly from: SealingKey;
  /** The key to be. */
  readonly to: SealingKey;
  /** Told after each unit: how many rows are sealed again, and how many there were to be. */
  readonly onProgress?: (resealed: number, total: number) => void;
  /**
   * Waited for after each look and each unit, with the milliseconds that it took: who serves meanwhile lets others go first for as long.
   * Left out, it goes on at once.
   */
  readonly pause?: (tookMs: number) => Promise<void>;
  /** Ends it between two units. */
  readonly signal?: AbortSignal;
}

export interface Rekeyed {
  /** Items and files, by this run. */
  readonly resealed: number;
  /** Whether everything is under the new key; not where it was ended before. */
  readonly whole: boolean;
}

/**
 * Seals everything of the account under another key. Items and files first, in small units between which others have their turn; the
 * signing key last, and only in a transaction that finds no row under the other key any more. INVARIANT: once the account opens with the
 * new key alone, nothing needs the old one. What breaks off before that is begun again with both keys, and goes on where it was.
 *
 * Processes that serve the account meanwhile need both keys (`previousSealingKey`); one that was left with the old one can't write from
 * the end on. One that has both and still seals under the old one can: its rows are for its own next start, with the two swapped. Its
 * event is written with the end. Fails with `SEALING_KEY_WRONG` where neither key is the account's, and then has changed nothing.
 */
export async function rekeyAccount(options: RekeyOptions): Promise<Result<Rekeyed, RekeyRefusal>> {
  const { store, clock, from, to, onProgress, pause, signal } = options;
  const sealing: Sealing = { current: to, previous: from };
  try {
    const refused = await store.transact((trx) => refuseKeys(trx, sealing, store.path));
    if (refused !== undefined) return err(refused);
    const total = onProgress === undefined ? 0 : await store.transact((trx) => countOthers(trx, to));
    let resealed = 0;
    const onResealed = (rows: number): void => {
      resealed += rows;
      onProgress?.(resealed, Math.max(resealed, total));
    };
    for (;;) {
      const unopened = await resealRows({ store, sealing, onResealed, pause, signal });
      if (unopened !== undefined) return err(unopened);
      if (signal?.aborted === true) return ok({ resealed, whole: false });
      if (await store.transact((trx) => finish(trx, sealing, clock))) return ok({ resealed, whole: true });
    }
  } catch (error) {
    if (error instanceof StoreUnavailable) return err(error.failure);
    throw error;
  }
}

async function refuseKeys(
  trx: Transaction<Schema>,
  sealing: Sealing,
  path: string,
): Promise<RekeyRefusal | undefined> {
  const account = await readAccount(trx);
  if (account === undefined) return { code: 'STORE_UNAVAILABLE', cause: 'there is no account yet' };
  const opened = openSealed(sealing, SIGNING_KEY_PLACE, account.signingKey);
  return opened.ok ? undefined : keyFailure(opened.error, path);
}

/** Whether it is done; where somebody has sealed under the old key meanwhile, it isn't. */
async function finish(trx: Transaction<Schema>, sealing: Sealing, clock: Clock): Promise<boolean> {
  await lockInTransaction(trx, SEALING_LOCK);
  for (const table of SEALED_TABLES) if (await hasOthers(trx, table, sealing.current)) return false;
  const account = await readAccount(trx);
  if (account === undefined) throw new Error('invariant: an account that was there');
  const before = keyIdOf(account.signingKey);
  if (sameKeyId(before, sealing.current.id)) return true;
  const plain = openSealed(sealing, SIGNING_KEY_PLACE, account.signingKey);
  if (!plain.ok) throw new Error(`invariant: a signing key that was opened: ${plain.error}`);
  await trx
    .updateTable('account')
    .set({ signing_key: seal(sealing.current, SIGNING_KEY_PLACE, plain.value) })
    .execute();
  const detail = { key_id: hex(sealing.current.id), previous_key_id: hex(before) };
  await insertEvent(trx, {
    at: clock.now(),
    actor: { kind: 'owner' },
    kind: 'account.rekey',
    subject: {},
    detail,
  });
  return true;
}

const hex = (id: Uint8Array): string => Buffer.from(id).toString('hex');
