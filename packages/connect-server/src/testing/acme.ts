import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, openAccount, readSealingKey } from '@connect-token/account';
import {
  type Access,
  type Clock,
  instant,
  isNonEmpty,
  plus,
  type Result,
  type Seconds,
} from '@connect-token/core';
import { openStore, type Store } from '@connect-token/storage';
import { ACCOUNT_FILE } from './account-file.ts';

export interface Acme {
  readonly account: Account;
  readonly store: Store;
  /** The account's time, which moves only by `advance`. */
  readonly clock: Clock;
  advance(span: Seconds): void;
  /** A token made by the account's own control plane. Vaults are named by id. */
  issue(vaults: Readonly<Record<string, Access>>, lifetime?: Seconds): Promise<Issued>;
  close(): Promise<void>;
}

export interface Issued {
  readonly id: string;
  readonly text: string;
}

/** A real account in a real database, in a directory of its own. */
export async function openAcme(): Promise<Acme> {
  const directory = await mkdtemp(join(tmpdir(), 'connect-server-'));
  const accountFile = join(directory, 'account.yaml');
  await writeFile(accountFile, ACCOUNT_FILE);
  let now = instant(Date.UTC(2026, 10, 1));
  const clock = { now: () => now };
  const sealingKey = must(
    await readSealingKey({
      path: null,
      env: { CONNECT_TOKEN_SEALING_KEY: randomBytes(32).toString('base64') },
    }),
  );
  const store = must(await openStore({ directory: join(directory, 'data'), clock }));
  const account = must(await openAccount({ store, clock, accountFile, sealingKey, allowEveryone: false }));

  const issue: Acme['issue'] = async (vaults, lifetime) => {
    const all = must(await account.controlPlane.vaults.list());
    const [server] = must(await account.controlPlane.servers.list());
    const scope = Object.entries(vaults).flatMap(([id, access]) =>
      all.filter((vault) => vault.id === id).map((vault) => ({ vault, access })),
    );
    if (server === undefined || !isNonEmpty(scope)) throw new Error('the account file has changed');
    const expiresAt = lifetime === undefined ? null : plus(now, lifetime);
    const order = { name: 'a test', serverId: server.id, scope, expiresAt };
    const { token, secret } = must(await account.controlPlane.tokens.create(order));
    return { id: token.id, text: secret.reveal() };
  };
  return {
    account,
    store,
    clock,
    advance: (span) => {
      now = plus(now, span);
    },
    issue,
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function must<T>(result: Result<T, unknown>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}
