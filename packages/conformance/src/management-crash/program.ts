import { openAccount, readSealingKey } from '@connect-token/account';
import { instant } from '@connect-token/core';
import { openStore, type Store } from '@connect-token/storage';
import { must } from '../control-plane/subject.ts';

/**
 * A process that makes servers and tells each with its credentials, until it kills itself in the transaction that makes the one
 * called `Doomed`, just before its commit.
 */
const [directory = '', accountFile = ''] = process.argv.slice(2);
const KEPT = 3;
const clock = { now: () => instant(Date.now()) };
const sealingKey = must(await readSealingKey({ path: null, env: process.env }));
const store = must(await openStore({ directory, clock }));

const dying: Store = {
  ...store,
  transact: (work) =>
    store.transact(async (trx) => {
      const done = await work(trx);
      const doomed = await trx.selectFrom('server').select('id').where('name', '=', 'Doomed').execute();
      if (doomed.length > 0) process.kill(process.pid, 'SIGKILL');
      return done;
    }),
};

const account = must(
  await openAccount({ store: dying, clock, accountFile, sealingKey, allowEveryone: false }),
);
const { servers, vaults } = account.manage({ kind: 'owner' });
const grants = must(await vaults.list())
  .filter(({ type }) => type === 'USER_CREATED')
  .map(({ id }) => ({ vaultId: id, access: 'r' as const }));

const create = async (name: string): Promise<void> => {
  const { server, credentials } = must(await servers.create({ name, grants, fixed: true }));
  const { uniqueKey } = JSON.parse(credentials.reveal()) as { readonly uniqueKey: { readonly k: string } };
  process.stdout.write(`${JSON.stringify({ id: server.id, key: uniqueKey.k })}\n`);
};
for (let made = 0; made < KEPT; made += 1) await create(`Kept ${made}`);
await create('Doomed');
