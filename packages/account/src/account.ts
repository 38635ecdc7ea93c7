import {
  type ActivityLog,
  type Actor,
  type Clock,
  type ControlPlane,
  type CreditPlan,
  err,
  type Failure,
  type Management,
  type NamedCeiling,
  type NonEmpty,
  ok,
  type Result,
} from '@connect-token/core';
import {
  durableActivityLog,
  leaseStore,
  lockInTransaction,
  type ReadAdmission,
  type Store,
  StoreUnavailable,
} from '@connect-token/storage';
import type { AccountFile } from './account-file.ts';
import { accountRows } from './account-rows.ts';
import { type AccountRow, insertAccount, readAccount } from './account-store.ts';
import { embeddedConnectAccess } from './bearer-access.ts';
import type { ConnectAccess } from './connect-access.ts';
import type { TokenAuthority } from './connect-token.ts';
import { embeddedControlPlane } from './control-plane.ts';
import { MAKERS } from './makers.ts';
import { readAdmission } from './management/admission.ts';
import type { ManagementParts } from './management/change.ts';
import { embeddedManagement } from './management/management.ts';
import { offersOf } from './offer.ts';
import type { OwnedItems } from './owner/owned-items.ts';
import type { SealingKey } from './seal.ts';
import type { Sealing } from './sealing.ts';
import { keyFailure, newSigningKey, openSigningKey } from './signing-key.ts';

/** The embedded Secrets Automation account: what a manager does, and what a Connect server sees. */
export interface Account {
  /** As the broker acts on it, for leases. */
  readonly controlPlane: ControlPlane;
  /** As an actor manages it. */
  manage(actor: Actor): Management;
  /** For the lease store beside it: what a lease is admitted by, in the transaction that writes the lease. */
  readonly readAdmission: ReadAdmission;
  /** The plan that rules: the account's own or the ceiling, whichever is stricter. Rejects where the store can't be read. */
  plan(): Promise<CreditPlan>;
  readonly connect: ConnectAccess;
  /** All items, in the hands of the owner of the data directory: to be given to nobody else. */
  items(): Promise<OwnedItems>;
  /** `connect-token:<instance>`, the `iss` of its tokens. */
  readonly issuer: string;
  /** SHA-256 of the file that it was made from, lower-case hex: another file's changes nothing in it. */
  readonly fileHash: string;
}

export interface AccountOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Or its path, which is read only where the store has no account yet: the file holds secrets, and may be gone by then. */
  readonly accountFile: AccountFile | string;
  readonly sealingKey: SealingKey;
  /** The key of before, while the account is moved to the other one: see `rekeyAccount`. */
  readonly previousSealingKey?: SealingKey | null;
  /** Whether the built-in Shared vault can be granted, too. */
  readonly allowEveryone: boolean;
  /** A ceiling beside the account's own plan, such as the configuration's; none where it is left out. */
  readonly ceiling?: CreditPlan;
  /** Of single servers and vaults; none where they are left out. */
  readonly ceilings?: readonly NamedCeiling[];
  /** Where the Connect API records what tokens are used for; a durable log of the store where it is left out. */
  readonly activity?: ActivityLog;
}

type Opened<T> = Result<T, NonEmpty<Failure>>;

/**
 * The account of a store, made from the file where there is none yet: all of it or nothing. Fails with the mistakes of the file,
 * with `SEALING_KEY_WRONG`, or with `STORE_UNAVAILABLE`; nothing is changed then.
 */
export async function openAccount(options: AccountOptions): Promise<Opened<Account>> {
  try {
    const kept = await options.store.transact(readAccount);
    const row = kept === undefined ? await createAccount(options) : ok(kept);
    return row.ok ? await accountOf(row.value, options) : row;
  } catch (error) {
    if (error instanceof StoreUnavailable) return err([error.failure]);
    throw error;
  }
}

async function createAccount(options: AccountOptions): Promise<Opened<AccountRow>> {
  const { store, clock, accountFile, sealingKey, allowEveryone } = options;
  const file = typeof accountFile === 'string' ? await readFile(accountFile, allowEveryone) : ok(accountFile);
  if (!file.ok) return file;
  const { openContent } = await import('./owner/open-content.ts');
  const content = openContent(file.value.value, sealingKey);
  if (!content.ok) return content;
  const rows = accountRows({
    content: content.value,
    fileHash: file.value.hash,
    sealingKey,
    signingKey: await newSigningKey(sealingKey),
    now: clock.now(),
  });
  const row = await store.transact(async (trx) => {
    // Looked for again inside: who opens at the same time must not make a second one.
    await lockInTransaction(trx, 'account');
    if ((await readAccount(trx)) === undefined) await insertAccount(trx, rows);
    return readAccount(trx);
  });
  if (row === undefined) throw new Error('invariant: an account that was written');
  return ok(row);
}

/** Who opens an account that is there doesn't wait for the reader of its file. */
async function readFile(path: string, allowEveryone: boolean): Promise<Opened<AccountFile>> {
  const { readAccountFile } = await import('./account-file.ts');
  return readAccountFile(path, { allowEveryone });
}

async function accountOf(row: AccountRow, options: AccountOptions): Promise<Opened<Account>> {
  const { store, clock, sealingKey, previousSealingKey = null, allowEveryone } = options;
  const { ceiling = { kind: 'unlimited' }, ceilings = [], activity = durableActivityLog(store) } = options;
  const sealing: Sealing = { current: sealingKey, previous: previousSealingKey };
  const key = await openSigningKey(sealing, row.signingKey);
  if (!key.ok) return err([keyFailure(key.error, store.path)]);
  const { instance } = await leaseStore(store);
  const authority: TokenAuthority = {
    accountId: row.id,
    issuer: `connect-token:${instance}`,
    key: key.value,
  };
  const builtIn = { allowEveryone, typesKnown: true };
  const parts: ManagementParts = { store, clock, authority, builtIn, instance, ceiling, ceilings, activity };
  const offers = offersOf(store, ceiling);
  return ok({
    controlPlane: embeddedControlPlane({ ...parts, offers }),
    manage: (actor) => embeddedManagement({ ...parts, actor }),
    readAdmission: (trx, at, asked) => readAdmission(parts, trx, at, asked),
    plan: () => offers.now().then(({ plan }) => plan),
    // Few commands are about items, and none of the others waits for them.
    items: async () => {
      const { ownedItems } = await import('./owner/embedded-items.ts');
      return ownedItems({ store, clock, sealing, makers: MAKERS, accountId: row.id });
    },
    connect: embeddedConnectAccess({ store, clock, authority, sealing, makers: MAKERS, activity }),
    issuer: authority.issuer,
    fileHash: row.fileHash,
  });
}
