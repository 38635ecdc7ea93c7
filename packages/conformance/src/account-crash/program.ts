import { type FullItem, openAccount, readSealingKey } from '@connect-token/account';
import { instant } from '@connect-token/core';
import { openStore, type Store } from '@connect-token/storage';
import { must } from '../control-plane/subject.ts';

/**
 * A process around an embedded account, to be killed: `die` kills itself in the transaction that makes the account, just before
 * its commit; `work` makes tokens, reads an item, tells what it has seen, and stays.
 */
const [mode, directory = '', accountFile = ''] = process.argv.slice(2);
const clock = { now: () => instant(Date.now()) };
const sealingKey = must(await readSealingKey({ path: null, env: process.env }));
const store = must(await openStore({ directory, clock }));

const dying: Store = {
  ...store,
  transact: (work) =>
    store.transact(async (trx) => {
      const done = await work(trx);
      const vaults = await trx.selectFrom('vault').select('id').execute();
      if (vaults.length > 0) process.kill(process.pid, 'SIGKILL');
      return done;
    }),
};

const account = must(
  await openAccount({
    store: mode === 'die' ? dying : store,
    clock,
    accountFile,
    sealingKey,
    allowEveryone: false,
  }),
);

const { controlPlane, connect } = account;
const vaults = must(await controlPlane.vaults.list());
const [server] = must(await controlPlane.servers.list());
const production = vaults.find(({ name }) => name === 'Production');
if (server === undefined || production === undefined) throw new Error('the account file has changed');

const create = async (name: string) =>
  must(
    await controlPlane.tokens.create({
      name,
      serverId: server.id,
      scope: [{ vault: production, access: 'r' }],
      expiresAt: null,
    }),
  );
const [kept, deleted] = [await create('kept'), await create('deleted')];
const bearer = must(await connect.authenticate(deleted.secret.reveal()));
await controlPlane.tokens.delete(deleted.token.id);
let item: FullItem | undefined;
for await (const [overview] of connect.items(production.id, null))
  item ??= must(
    await connect.look(kept.secret.reveal(), { vaultId: production.id, itemId: overview?.id ?? '' }),
  ).item();

process.stdout.write(
  `${JSON.stringify({
    kept: kept.secret.reveal(),
    deleted: deleted.secret.reveal(),
    reach: bearer.reach.length,
    password: item?.fields.find(({ label }) => label === 'password')?.value.reveal(),
  })}\n`,
);
setInterval(() => {}, 60_000);
