import { randomBytes } from 'node:crypto';
import { type Account, openAccount, parseAccountFile, sealingKey } from '@connect-token/account';
import { type Clock, type LeaseStore, type Management, seconds, strictestPlan } from '@connect-token/core';
import { createMinter, createReaper, type Surroundings } from '@connect-token/lifecycle';
import { leaseStore, openStore, type Store } from '@connect-token/storage';
import { temporaryDirectory } from '@connect-token/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';
import { ASK, type House, openHouse } from './lifecycle-house.ts';
import { describePostgres, openEmpty, openReplica } from './postgres/database.ts';

const ACCOUNT = `
version: 1
account: { name: Acme }
vaults: [{ name: Production }, { name: Configuration }]
servers: [{ name: Production, vaults: ['Production,rw', 'Configuration,r'] }]
`;

describe('in SQLite', () => managedLeases(openFile));
describePostgres('in PostgreSQL', () => managedLeases(openServer));

async function openFile(clock: Clock): Promise<Store> {
  const directory = await temporaryDirectory('managed-leases');
  const opened = must(await openStore({ directory: directory.path, clock }));
  const close = async (): Promise<void> => {
    await opened.close();
    await directory.remove();
  };
  return { ...opened, close };
}

/** One that can be closed for good, unlike the one that a file's tests share. */
async function openServer(clock: Clock): Promise<Store> {
  await openEmpty(clock);
  return openReplica(clock);
}

/** Leases and the account that they are of, in one store. */
function managedLeases(open: (clock: Clock) => Promise<Store>): void {
  let base: House;
  let store: Store;
  let account: Account;
  let leases: LeaseStore;
  let around: Surroundings;
  let owner: Management;

  beforeEach(async () => {
    base = await openHouse();
    const { clock } = base.time;
    store = await open(clock);
    const value = must(parseAccountFile('account.yaml', Buffer.from(ACCOUNT), { allowEveryone: false }));
    account = must(
      await openAccount({
        store,
        clock,
        accountFile: { path: 'account.yaml', value, hash: '0'.repeat(64) },
        sealingKey: sealingKey(randomBytes(32)),
        allowEveryone: false,
        ceiling: { kind: 'metered', limit: 3 },
      }),
    );
    leases = await leaseStore(store, account.readAdmission);
    const { controlPlane, plan } = account;
    around = { ...base.around, controlPlane, leases, plan };
    owner = account.manage({ kind: 'owner' });
  });
  afterEach(async () => {
    await store.close();
    await base.close();
  });

  const mint = () => createMinter(around).mint({ identity: base.identity(), key: null, request: ASK });
  const serverId = async (): Promise<string> => must(await owner.servers.list())[0]?.id ?? '';
  const credits = async () => must(await owner.credits.read());

  describe('a server that is deleted while its leases run', () => {
    test('ends their tokens at once; the reaper settles the leases, and their credits come back', async () => {
      const { leaseId, token } = must(await mint());
      must(await owner.servers.delete(await serverId()));
      expect(await account.connect.authenticate(token.reveal())).toEqual({ ok: false, error: 'not-valid' });
      expect(await credits()).toMatchObject({ usage: 0, held: 1, used: 1 });
      base.time.advance(seconds(600));
      await createReaper(around).pass();
      expect((await leases.find({ by: 'id', leaseId }))?.state).toBe('revoked');
      expect(await credits()).toMatchObject({ held: 0, used: 0 });
    });

    test('lets a job give its lease back as if nothing had happened', async () => {
      const { leaseId } = must(await mint());
      must(await owner.servers.delete(await serverId()));
      const revoked = await createMinter(around).revoke({ by: 'id', leaseId }, { kind: 'never' });
      expect(revoked).toEqual({ ok: true, value: 'revoked' });
    });

    test('gives no new one', async () => {
      must(await owner.servers.delete(await serverId()));
      expect(await mint()).toMatchObject({ error: { failures: [{ code: 'SERVER_UNKNOWN' }] } });
    });
  });

  test('a plan that a manager sets rules the next mint, and one beyond the ceiling does not', async () => {
    must(await owner.credits.setPlan({ kind: 'metered', limit: 1 }));
    must(await mint());
    const refused = { code: 'CREDITS_EXHAUSTED', limit: 1, used: 1, needed: 1 };
    expect(await mint()).toMatchObject({ error: { failures: [refused] } });
    must(await owner.credits.setPlan({ kind: 'metered', limit: 2 }));
    must(await mint());
    must(await owner.credits.setPlan({ kind: 'unlimited' }));
    must(await mint());
    expect(await mint()).toMatchObject({ error: { failures: [{ ...refused, limit: 3, used: 3 }] } });
    const ceiling = { kind: 'metered', limit: 3 } as const;
    expect(await account.plan()).toEqual(strictestPlan(ceiling, { kind: 'unlimited' }));
  });

  test('a plan that can not be read refuses the mint, and nothing is made', async () => {
    await store.close();
    expect(await mint()).toMatchObject({ error: { failures: [{ code: 'STORE_UNAVAILABLE' }] } });
  });

  const standingOrder = async () => {
    const [vault] = must(await owner.vaults.list()).filter(({ name }) => name === 'Production');
    if (vault === undefined) throw new Error('the account has the vault');
    const scope = [{ vault, access: 'r' }] as const;
    return { name: 'standing', serverId: await serverId(), scope, expiresAt: null };
  };

  test('what leases hold and what stands share one plan', async () => {
    must(await mint());
    const order = await standingOrder();
    must(await owner.tokens.create(order));
    must(await mint());
    expect(await owner.tokens.create(order)).toMatchObject({
      error: { failure: { code: 'CREDITS_EXHAUSTED', limit: 3, used: 3, needed: 1 } },
    });
  });

  test("a lease's token keeps its name, by which it is found and counted", async () => {
    const { tokenId } = must(await mint());
    expect(await owner.tokens.rename(tokenId, 'mine')).toMatchObject({
      error: { failure: { code: 'NAME_INVALID' } },
    });
    expect(must(await owner.tokens.list()).map(({ name }) => name)).not.toContain('mine');
  });

  describe('what a manager does between the count of a mint and its intent is counted', () => {
    /** A control plane under which somebody does something as soon as the tokens were counted. */
    const meanwhile = (work: () => Promise<unknown>): void => {
      const { tokens, ...rest } = account.controlPlane;
      const list: typeof tokens.list = async () => {
        const listed = await tokens.list();
        await work();
        return listed;
      };
      around = { ...around, controlPlane: { ...rest, tokens: { ...tokens, list } } };
    };

    test('a standing token that takes the last credit', async () => {
      must(await owner.credits.setPlan({ kind: 'metered', limit: 1 }));
      const order = await standingOrder();
      meanwhile(async () => must(await owner.tokens.create(order)));
      const refused = { code: 'CREDITS_EXHAUSTED', limit: 1, used: 1, needed: 1 };
      expect(await mint()).toMatchObject({ error: { failures: [refused] } });
      expect(await credits()).toMatchObject({ usage: 1, held: 0, used: 1 });
    });

    test('a plan that leaves no room', async () => {
      meanwhile(async () => must(await owner.credits.setPlan({ kind: 'metered', limit: 0 })));
      expect(await mint()).toMatchObject({ error: { failures: [{ code: 'CREDITS_EXHAUSTED', limit: 0 }] } });
    });
  });
}
