import { writeSync } from 'node:fs';
import { instant } from '@connect-token/core';
import { leaseStore, openStore } from '@connect-token/storage';
import {
  activated,
  byKey,
  intended,
  keyOf,
  NO_TOMBSTONE,
  sha256Of,
  stamp,
  tombstone,
} from '../lease-store/intents.ts';

/** A run that was forgotten ends by itself. */
const LIFE_MS = 60_000;

/** Callers at once, so that a kill meets groups and not single units. */
const CALLERS = 8;

const [mode, directory = ''] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);

const store = await openStore({ directory, clock: { now: () => instant(Date.now()) } });
if (!store.ok) {
  say(JSON.stringify(store.error));
  process.exit(1);
}
say('open');
setTimeout(() => process.exit(2), LIFE_MS);

// `hold` keeps the directory; `write` also tells of everything that it was told is on disk; `lease` takes one lease through its
// life, with the handle and the token that it is given, and one handle that is ended before its mint.
const leases = await leaseStore(store.value);
if (mode === 'lease') {
  const { HANDLE = '', TOKEN = '', UNUSED_HANDLE = '' } = process.env;
  const sha256 = sha256Of(TOKEN);
  const { id } = await intended(leases, { key: keyOf(HANDLE) });
  await leases.activate(id, { id: 'token', sha256 }, stamp());
  await leases.end({ by: 'token', sha256 }, 'token', NO_TOMBSTONE, stamp());
  await leases.end(byKey(keyOf(HANDLE)), 'handle', tombstone(), stamp());
  await leases.end(byKey(keyOf(UNUSED_HANDLE)), 'handle', tombstone(), stamp());
  say('done');
}
if (mode === 'write') {
  const call = async (): Promise<void> => {
    for (;;) {
      const lease = await activated(leases);
      say(`active ${lease.id}`);
      const key = keyOf(`never minted ${lease.id}`);
      await leases.end(byKey(key), 'handle', tombstone(undefined, 1_000_000), stamp());
      say(`buried ${key}`);
    }
  };
  for (let caller = 0; caller < CALLERS; caller++) void call();
}
