import { seconds } from '@connect-token/core';
import { isPostgresInstalled } from '@connect-token/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { must } from './control-plane/subject.ts';
import { histories, type Turn } from './management/history.ts';
import { expectLaws } from './management/laws.ts';
import { memoryHouse } from './management/memory-house.ts';
import { perform } from './management/perform.ts';
import { remoteHouse } from './management/remote-house.ts';
import { plainOf, plainState } from './management/same.ts';
import { snapshot } from './management/snapshot.ts';
import { postgresHouse, sqliteHouse } from './management/sqlite-house.ts';
import { type Stage, stageOf } from './management/stage.ts';
import { grant, metered } from './management/subject.ts';
import { PLATFORM, SEED, SHOP } from './management/world.ts';

test.each([
  ['the embedded account', sqliteHouse, 25],
  ...(isPostgresInstalled() ? [['the embedded account in PostgreSQL', postgresHouse, 8] as const] : []),
  ['a broker, over its management API,', remoteHouse, 6],
] as const)(
  'over any history of any actors, %s answers as the model does, and its laws hold',
  async (_, make, numRuns) => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const house = await make(SEED);
        try {
          const model = await memoryHouse(SEED, house.leases?.instance);
          await compare(history, await stageOf(house), await stageOf(model));
        } finally {
          await house.close();
        }
      }),
      { numRuns },
    );
  },
  60_000,
);

/** Every answer is the same, and after each turn the whole account is. */
async function compare(history: readonly Turn[], tried: Stage, model: Stage): Promise<void> {
  for (const stage of [tried, model]) await furnish(stage);
  let step = 0;
  for (const { passSeconds, steps } of history) {
    for (const each of steps) {
      step++;
      const told = plainOf(await perform(each, step, tried), tried.made);
      expect(told).toEqual(plainOf(await perform(each, step, model), model.made));
    }
    for (const { house } of [tried, model]) house.time.advance(seconds(passSeconds));
    const state = await snapshot(tried.owner);
    expect(plainState(state, tried.made)).toEqual(plainState(await snapshot(model.owner), model.made));
    expectLaws(state, tried.house.time.clock.now(), tried.house.leases?.instance ?? null);
  }
}

const CREDITS = 3;

/**
 * Two servers with every vault that can be granted, managed by different groups, and few credits: most steps find something to do,
 * and some no room.
 */
async function furnish({ owner, made }: Stage): Promise<void> {
  const grants = SEED.vaults.filter(({ type }) => type === 'USER_CREATED').map((vault) => grant(vault));
  for (const name of ['Production', 'Shop'])
    made.servers.push(must(await owner.servers.create({ name, grants, fixed: false })).server.id);
  must(await owner.credits.setPlan(metered(CREDITS)));
  must(await owner.managers.grant(PLATFORM.id, { kind: 'global' }));
  must(await owner.managers.grant(SHOP.id, { kind: 'server', serverId: made.servers[1] ?? '' }));
}
