import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { instant } from '@connect-token/core';
import { leaseStore, openStore, type Purpose, type Store, StoreUnavailable } from '@connect-token/storage';
import { noSmallDisk, type SmallDisk, smallDisk } from '@connect-token/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { byKey, intended, keyOf, stamp, tombstone } from './lease-store/intents.ts';

const MEBIBYTE = 1024 * 1024;
const FULL = { failure: { code: 'STORE_UNAVAILABLE', cause: 'the disk is full' } };

const reason = await noSmallDisk();

describe.skipIf(reason !== null)(`a full disk${reason === null ? '' : ` (${reason})`}`, () => {
  let disk: SmallDisk;
  let store: Store;
  beforeEach(async () => {
    disk = await smallDisk(8 * MEBIBYTE);
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await disk.remove();
  });

  const open = async (): Promise<Store> => {
    const opened = await openStore({ directory: join(disk.path, 'data'), clock: { now: () => instant(0) } });
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    return opened.value;
  };
  const reserved = (): boolean => existsSync(join(disk.path, 'data', 'reserve'));
  let keys = 0;
  /** A row of some pages, so that each write needs space of its own. */
  const write = (purpose: Purpose, bytes = 8_192): Promise<unknown> =>
    store.transact(
      (trx) =>
        trx
          .insertInto('meta')
          .values({ key: `row ${++keys}`, value: randomBytes(bytes).toString('hex') })
          .execute(),
      purpose,
    );
  const rows = (): Promise<number> =>
    store.transact(async (trx) => (await trx.selectFrom('meta').select('key').execute()).length);
  const writeUntilFull = async (purpose: Purpose): Promise<unknown> => {
    for (;;) {
      const failure = await write(purpose).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failure !== undefined) return failure;
    }
  };

  test('refuses what only adds, and leaves what was written before', async () => {
    await disk.fill();
    const failure = await writeUntilFull('ordinary');
    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect(failure).toMatchObject(FULL);
    expect(await rows()).toBe(keys - 1 + 2);
    expect(reserved()).toBe(true);
  });

  test('still takes what ends something, in the space that was kept back for it, and nothing else then', async () => {
    await disk.fill();
    await writeUntilFull('ordinary');
    await write('ending');
    expect(reserved()).toBe(false);
    // Small as it is, it would take what the next end needs.
    await expect(write('ordinary', 1)).rejects.toMatchObject(FULL);
    await write('ending');
    expect(await rows()).toBeGreaterThan(0);
  });

  test('parts the ends of a turn from their neighbours: these are refused, those are written', async () => {
    await disk.fill();
    await writeUntilFull('ordinary');
    const turn = (['ordinary', 'ending', 'ordinary', 'ending'] as const).map((purpose) => write(purpose));
    expect((await Promise.allSettled(turn)).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  test('remembers no handle that nobody knows, and ends the lease of one that somebody does', async () => {
    const leases = await leaseStore(store);
    const lease = await intended(leases, { key: keyOf('mine') });
    await disk.fill();
    await writeUntilFull('ordinary');
    const bury = (name: string) => leases.end(byKey(keyOf(name)), 'handle', tombstone(), stamp());
    // More than what was kept back would hold: none takes of it, before or after it is given up.
    for (let nr = 0; nr < 100; nr += 1) await expect(bury(`unknown ${nr}`)).rejects.toMatchObject(FULL);
    expect(await bury('mine')).toMatchObject({ kind: 'ended', lease: { id: lease.id } });
    await disk.empty();
    await expect
      .poll(() => bury('unknown 0').then(({ kind }) => kind, String), { timeout: 5_000 })
      .toBe('buried');
  });

  test('takes an ID token for an end, and none for what only looks', async () => {
    const leases = await leaseStore(store);
    const use = (tokenId: string, purpose?: 'for-end') =>
      leases.useIdToken({ issuer: 'i', tokenId, keepUntil: instant(9) }, stamp(), purpose);
    await disk.fill();
    await writeUntilFull('ordinary');
    await expect(use('one', 'for-end')).resolves.toBeUndefined();
    await expect(use('two')).rejects.toMatchObject(FULL);
    await expect(use('three', 'for-end')).resolves.toBeUndefined();
  });

  test('is recovered from without a hand, once there is space: also by the next process', async () => {
    await disk.fill();
    await writeUntilFull('ordinary');
    await writeUntilFull('ending');
    await store.close();
    store = await open();
    await expect(write('ordinary', 1)).rejects.toMatchObject(FULL);
    await disk.empty();
    await expect
      .poll(
        () =>
          write('ordinary').then(
            () => 'written',
            () => 'refused',
          ),
        { timeout: 5_000 },
      )
      .toBe('written');
    expect(reserved()).toBe(true);
    expect(statSync(join(disk.path, 'data', 'reserve')).mode & 0o777).toBe(0o600);
  });

  test('keeps no store from opening: the space that was kept back is taken for that', async () => {
    await store.close();
    await disk.fill();
    expect(reserved()).toBe(true);
    store = await open();
    expect(reserved()).toBe(false);
    await write('ending');
  });
});
