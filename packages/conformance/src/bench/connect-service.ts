import { randomBytes } from 'node:crypto';
import { openSync } from 'node:fs';
import { type Account, openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import { lineSink, start } from '@connect-token/connect-server';
import { type Secret, secret } from '@connect-token/core';
import { systemClock, systemTimer } from '@connect-token/lifecycle';
import { batchedActivityLog, openStore, type Store } from '@connect-token/storage';
import { pino } from 'pino';
import { must } from '../control-plane/subject.ts';
import { answerCpu } from './order.ts';
import { CALLERS, ITEMS, VAULT } from './shelf.ts';

/**
 * The Connect API as `connect serve` runs it, with nothing taken away. Arguments: data directory, how many items the vault shall have
 * beside those that are read, and the URL of a PostgreSQL where it is not SQLite.
 */
const [directory = '', fillers = '0', databaseUrl] = process.argv.slice(2);

const ACCOUNT = {
  version: 1,
  account: { name: 'Bench' },
  vaults: [
    {
      name: 'Production',
      id: VAULT,
      items: ITEMS.map((id) => ({
        title: 'Database',
        id,
        category: 'DATABASE',
        tags: ['shop', 'sql'],
        urls: [{ href: 'https://db.acme.example', primary: true }],
        sections: [{ id: 'more', label: 'More' }],
        fields: [
          { purpose: 'USERNAME', type: 'STRING', value: 'shop' },
          { purpose: 'PASSWORD', type: 'CONCEALED', value: 'correct-horse-battery-staple' },
          { id: 'port', label: 'port', type: 'STRING', section: 'more', value: '5432' },
          { id: 'host', label: 'host', type: 'STRING', section: 'more', value: 'db.acme.example' },
        ],
      })),
    },
  ],
  servers: [{ name: 'Production', vaults: ['Production,r'] }],
};

const clock = systemClock;
const url: Secret<string> | null = databaseUrl === undefined ? null : secret(databaseUrl);
const store = must(await openStore({ directory, databaseUrl: url, clock }));
const activity = batchedActivityLog({
  store,
  timer: systemTimer,
  onFailure: (cause) => {
    throw cause;
  },
});
const bytes = new TextEncoder().encode(JSON.stringify(ACCOUNT));
const account = must(
  await openAccount({
    store,
    clock,
    accountFile: {
      path: 'account.yaml',
      value: must(parseAccountFile('account.yaml', bytes, { allowEveryone: false })),
      hash: '0'.repeat(64),
    },
    sealingKey: sealingKey(randomBytes(32)),
    allowEveryone: false,
    activity,
  }),
);
await fill(store, Number(fillers));
const tokens: string[] = [];
for (let n = 0; n < CALLERS; n += 1) tokens.push((await issue(account)).reveal());
const running = must(
  await start({
    listen: { host: '127.0.0.1', port: 0 },
    connect: account.connect,
    clock,
    // Every line is written, as an operator's is; to where nobody reads it.
    log: pino({ level: 'info' }, lineSink({ fd: openSync('/dev/null', 'w'), onDropped: () => {} })),
  }),
);
answerCpu({ url: running.url, tokens });

/** Items that are listed and never opened, so that their sealed part is anything. */
async function fill(store: Store, count: number): Promise<void> {
  const BATCH = 500;
  for (let done = 0; done < count; done += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - done) }, (_, index) => ({
      id: `filler${String(done + index).padStart(20, '0')}`,
      vault_id: VAULT,
      title: `Item ${(done + index) % 1_000} of shop ${done + index}`,
      category: 'LOGIN',
      tags: JSON.stringify(['shop', `team-${index % 20}`]),
      urls: JSON.stringify([{ href: 'https://shop.acme.example/login', label: null, primary: true }]),
      favorite: 0 as const,
      version: 1,
      created_at: clock.now(),
      updated_at: clock.now(),
      edited_by: 'bench',
      sealed: new Uint8Array(400),
    }));
    await store.transact((trx) => trx.insertInto('item').values(rows).execute());
  }
}

async function issue({ controlPlane }: Account): Promise<Secret<string>> {
  const [server] = must(await controlPlane.servers.list());
  const [vault] = must(await controlPlane.vaults.list());
  if (server === undefined || vault === undefined) throw new Error('invariant: the file has both');
  const issued = must(
    await controlPlane.tokens.create({
      name: 'bench',
      serverId: server.id,
      scope: [{ vault, access: 'r' }],
      expiresAt: null,
    }),
  );
  return issued.secret;
}
