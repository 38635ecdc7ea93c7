import { openAccount, readPreviousSealingKey, readSealingKey } from '@connect-token/account/open';
import {
  type Credentials,
  err,
  type Failure,
  type Management,
  type NonEmpty,
  ok,
  type Result,
} from '@connect-token/core';
import { systemClock } from '@connect-token/lifecycle';
import { openStore, type Store } from '@connect-token/storage';
import type { OpenManagement } from './management.ts';
import type { Directory } from './open-directory.ts';

type Opening = Promise<Result<OpenManagement, NonEmpty<Failure>>>;

/** The account in a directory that nobody has, as its owner. Fails with `DATA_DIRECTORY_OWNED` where somebody does. */
export async function openStored(directory: Directory, env: Record<string, string | undefined>): Opening {
  const { path, accountPath, allowEveryone, ceiling, ceilings, databaseUrl } = directory;
  const clock = systemClock;
  const opened = await openStore({ directory: path, databaseUrl, clock });
  if (!opened.ok) return err([opened.error]);
  const store = opened.value;
  const refuse = async (failures: NonEmpty<Failure>): Opening => {
    await store.close();
    return err(failures);
  };
  const sealingKey = await readSealingKey({ path: directory.sealingKeyPath, env });
  if (!sealingKey.ok) return refuse([sealingKey.error]);
  const previous = await readPreviousSealingKey(directory.previousSealingKeyPath);
  if (!previous.ok) return refuse([previous.error]);
  const account = await openAccount({
    store,
    clock,
    accountFile: accountPath,
    sealingKey: sealingKey.value,
    previousSealingKey: previous.value,
    allowEveryone,
    ceiling,
    ceilings,
  });
  if (!account.ok) return refuse(account.error);
  const management = account.value.manage({ kind: 'owner' });
  return ok({
    management,
    credentials: credentialsOf(store, management),
    items: async () => ok(await account.value.items()),
    rekey: async (to, onProgress) => {
      const { rekeyAccount } = await import('@connect-token/account');
      const current = sealingKey.value;
      const parts = { store, clock, ...(onProgress === undefined ? {} : { onProgress }) };
      // A change that the configuration has begun is finished first: of three keys, only two are ever tried.
      const begun =
        previous.value === null
          ? ok(null)
          : await rekeyAccount({ ...parts, from: previous.value, to: current });
      const done = begun.ok ? await rekeyAccount({ ...parts, from: current, to }) : begun;
      return done.ok ? done : err([done.error]);
    },
    shared: false,
    close: store.close,
  });
}

/** Few commands are about credentials: the others don't wait for what makes them. */
function credentialsOf(store: Store, { people }: Management): Credentials {
  const load = async (): Promise<Credentials> =>
    (await import('./credentials.ts')).openCredentials(store, people);
  return {
    create: async (order) => (await load()).create(order),
    list: async () => (await load()).list(),
    revoke: async (id) => (await load()).revoke(id),
  };
}
