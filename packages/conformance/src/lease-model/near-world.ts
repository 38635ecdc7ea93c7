import type { IdGenerator } from '@connect-token/core';
import { manualTime, scriptedControlPlane } from '@connect-token/testkit';
import { START } from '../lease-store/intents.ts';
import { SERVER, VAULTS } from './account.ts';
import { bear } from './body.ts';
import { type History, settlementOf } from './command.ts';
import type { Ground } from './ground.ts';
import { openWorld, type World } from './world.ts';

/** Everything in this process, under a time that stands still until a history moves it. */
export function openNearWorld(ground: Ground, history: History): Promise<World> {
  const time = manualTime(START);
  const upstream = scriptedControlPlane({
    clock: time.clock,
    timer: time.timer,
    vaults: VAULTS,
    servers: [SERVER],
    settlement: settlementOf(history),
  });
  const ids = countingIds();
  return openWorld({
    ground,
    clock: time.clock,
    upstream,
    born: (watched, bought) => bear(ground.directory, history, { time, upstream: watched, ids, bought }),
    isMoving: false,
  });
}

/** The same in every replay, and never the same twice: also not after a restored backup. */
function countingIds(): IdGenerator {
  let count = 0;
  return {
    ulid: () => {
      count += 1;
      return String(count).padStart(26, '0');
    },
  };
}
