import {
  type AccountEvent,
  type ActivityLog,
  type Actor,
  type BuiltInRule,
  type CallFailure,
  type Clock,
  type CreditPlan,
  type Failure,
  foldAscii,
  type Instant,
  type ManagerWorld,
  type NamedCeiling,
  ok,
  type Result,
} from '@connect-token/core';
import type { Purpose, Schema, Store } from '@connect-token/storage';
import { insertEvent, lockInTransaction } from '@connect-token/storage';
import type { Transaction } from 'kysely';
import { answered, refused } from '../answer.ts';
import type { TokenAuthority } from '../connect-token.ts';
import { readGroups } from '../group-rows.ts';
import { readManagers } from '../manager-rows.ts';

export interface ManagementParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly authority: TokenAuthority;
  readonly builtIn: BuiltInRule;
  /** The lease store's: tokens of its leases are told by their names. */
  readonly instance: string;
  /** A ceiling beside the account's own plan; the stricter one rules. */
  readonly ceiling: CreditPlan;
  /** Of single servers and vaults. */
  readonly ceilings: readonly NamedCeiling[];
  /** What the Connect API records. */
  readonly activity: ActivityLog;
}

/** An account in somebody's hands. */
export interface Office extends ManagementParts {
  readonly actor: Actor;
}

/** One change under way: its transaction, its moment, and who may do what at that moment. */
export interface Change {
  readonly trx: Transaction<Schema>;
  readonly at: Instant;
  readonly actor: Actor;
  readonly world: ManagerWorld;
  /** Once for each change, and never where nothing changes. */
  record(
    kind: AccountEvent['kind'],
    subject: AccountEvent['subject'],
    detail?: AccountEvent['detail'],
  ): Promise<void>;
}

export type Changed<T> = Promise<Result<T, Failure>>;

type Answer<T> = Promise<Result<T, CallFailure>>;

/**
 * One change in one transaction: right, rules, rows and event. INVARIANT: `work` writes nothing before its last refusal, so that a
 * refusal changes nothing. Where transactions run at the same time, changes don't, nor do the mints that count against the plan or
 * look at what a server may be granted: each decides on what the one before has left.
 */
export async function change<T>(
  { store, clock, actor }: Office,
  work: (change: Change) => Changed<T>,
  purpose: Purpose = 'ordinary',
): Answer<T> {
  const done = await answered(
    store.transact(async (trx) => {
      await lockInTransaction(trx, 'account', 'what may be granted');
      const at = clock.now();
      const world = { groups: await readGroups(trx), managers: await readManagers(trx) };
      const record: Change['record'] = (kind, subject, detail = {}) =>
        insertEvent(trx, { at, actor: folded(actor), kind, subject, detail });
      return work({ trx, at, actor, world, record });
    }, purpose),
  );
  if (!done.ok) return done;
  return done.value.ok ? ok(done.value.value) : refused(done.value.error);
}

/** The trail has each person by one id, whatever case it was given in. */
const folded = (actor: Actor): Actor =>
  actor.kind === 'person' ? { ...actor, personId: foldAscii(actor.personId) } : actor;

export const read = <T>(
  { store }: Pick<Office, 'store'>,
  work: (trx: Transaction<Schema>) => Promise<T>,
): Answer<T> => answered(store.transact(work));
