import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant, TIMINGS } from '@connect-token/core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStore } from '../store.ts';
import { leaseStore } from './lease-store.ts';

const key = (n: number): string => String(n).padStart(43, '0');

test('the sums of tombstones are the count of tombstones, whatever was buried, kept longer and forgotten', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'connect-token-tombstones-'));
  const opened = await openStore({ directory, clock: { now: () => instant(0) } });
  if (!opened.ok) throw new Error(opened.error.code);
  const store = opened.value;
  const leases = await leaseStore(store);
  const ms = fc.nat({ max: 4_000 });
  const step = fc.oneof(
    fc.record({ bury: fc.nat({ max: 9 }), keepUntil: ms, at: ms }),
    fc.record({ forget: ms }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      for (const each of steps) {
        if ('forget' in each) await leases.forget(instant(each.forget), TIMINGS.leaseKeep);
        else {
          const rule = { kind: 'write', keepUntil: instant(each.keepUntil), max: 5 } as const;
          const stamp = { id: 'unused', at: instant(each.at) };
          await leases.end({ by: 'key', key: key(each.bury) }, 'handle', rule, stamp);
        }
      }
      const { kept, sums } = await store.transact(async (trx) => ({
        kept: await trx.selectFrom('tombstone').select('keep_until').execute(),
        sums: await trx.selectFrom('tombstone_load').selectAll().execute(),
      }));
      const counts = new Map<number, number>();
      for (const { keep_until } of kept) {
        const second = Math.floor(keep_until / 1_000);
        counts.set(second, (counts.get(second) ?? 0) + 1);
      }
      expect(new Map(sums.map(({ second, tombstones }) => [second, tombstones]))).toEqual(counts);
    }),
    { numRuns: 40 },
  );
  await store.close();
  await rm(directory, { recursive: true });
});
