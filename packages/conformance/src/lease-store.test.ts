import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaseStore, openStore } from '@connect-token/storage';
import { memoryLeaseStore } from '@connect-token/testkit';
import { leaseStoreContract } from './lease-store/contract.ts';
import { START } from './lease-store/intents.ts';
import { describePostgres, openEmpty } from './postgres/database.ts';

leaseStoreContract('in memory, the model', async () => ({
  leases: memoryLeaseStore(),
  close: async () => {},
}));

leaseStoreContract('in SQLite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'connect-token-leases-'));
  const store = await openStore({ directory, clock: { now: () => START } });
  if (!store.ok) throw new Error(store.error.code);
  return {
    leases: await leaseStore(store.value),
    close: async () => {
      await store.value.close();
      await rm(directory, { recursive: true });
    },
  };
});

describePostgres('with a PostgreSQL server', () =>
  leaseStoreContract('in PostgreSQL', async () => {
    const store = await openEmpty({ now: () => START });
    return { leases: await leaseStore(store), close: store.close };
  }),
);
