import { type Clock, err, type Failure, type Instant, type NonEmpty, type Result } from '@connect-token/core';
import {
  insertEvent,
  lockInTransaction,
  type Schema,
  type Store,
  StoreUnavailable,
  shareInTransaction,
} from '@connect-token/storage';
import type { Transaction } from 'kysely';
import type { ItemDesk } from '../items/item-desk.ts';
import type { ItemRefusal } from '../items/item-draft.ts';
import type { ItemMakers } from '../items/item-plan.ts';
import { requireSealingKey, SEALING_LOCK } from '../rekey/sealing-lock.ts';
import type { Sealing } from '../sealing.ts';
import type { OwnerAnswer } from './owned-items.ts';

export interface OwnerOffice {
  readonly store: Store;
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly makers: ItemMakers;
  /** Who is told as the last to have edited an item. */
  readonly accountId: string;
}

/** One act of the owner: its transaction and its moment. */
export interface OwnerAct extends ItemDesk {
  readonly vault: (id: string) => Promise<string | undefined>;
  record(
    kind: 'vault.create' | 'item.create' | 'item.update' | 'item.delete' | 'item.import' | 'account.export',
    vaultId: string | null,
    detail: Readonly<Record<string, string | number>>,
  ): Promise<void>;
}

/**
 * One act in one transaction. What is refused, and what throws, changes nothing. Changes of the account don't run beside it where
 * transactions run at the same time.
 */
export async function act<T>(
  { store, clock, sealing, makers, accountId }: OwnerOffice,
  work: (act: OwnerAct) => OwnerAnswer<T>,
): OwnerAnswer<T> {
  return answering(() =>
    store.transact(async (trx) => {
      // In the order of the changes that tokens make: neither ever waits for what the other holds.
      await shareInTransaction(trx, SEALING_LOCK);
      await lockInTransaction(trx, 'account', 'what may be granted');
      await requireSealingKey(trx, sealing);
      const at = clock.now();
      return work({
        trx,
        at,
        sealing,
        makers,
        editedBy: accountId,
        vault: nameOf(trx),
        record: recorder(trx, at),
      });
    }),
  );
}

/** A look, of which the store may be away. */
export async function answering<T>(work: () => OwnerAnswer<T>): OwnerAnswer<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    return err(error.effect === 'none' ? [error.failure] : [error.failure, { code: 'EFFECT_UNKNOWN' }]);
  }
}

const nameOf =
  (trx: Transaction<Schema>) =>
  async (id: string): Promise<string | undefined> => {
    const row = await trx.selectFrom('vault').select('name').where('id', '=', id).executeTakeFirst();
    return row?.name;
  };

const recorder =
  (trx: Transaction<Schema>, at: Instant): OwnerAct['record'] =>
  async (kind, vaultId, detail) => {
    const subject = vaultId === null ? {} : { vault: vaultId };
    await insertEvent(trx, { at, actor: { kind: 'owner' }, kind, subject, detail });
  };

/** Why an item wasn't written, as a command tells it. */
export function refusalOf(
  refusal: Extract<ItemRefusal, { readonly kind: 'absent' | 'invalid' }>,
  { item, vault }: { readonly item: string; readonly vault: string },
): Result<never, NonEmpty<Failure>> {
  if (refusal.kind === 'absent') return err([{ code: 'ITEM_UNKNOWN', item, vault }]);
  const [first, ...others] = refusal.problems;
  const tell = ({ path, problem }: typeof first): Failure => ({ code: 'ITEM_INVALID', item, path, problem });
  return err([tell(first), ...others.map(tell)]);
}
