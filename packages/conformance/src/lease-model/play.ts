import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from '@connect-token/core';
import { isOurs } from './account.ts';
import type { Command, History } from './command.ts';
import type { Seen } from './explore.ts';
import { DATABASE, type Ground } from './ground.ts';
import { look } from './invariants.ts';
import { comeToRest, perform } from './perform.ts';
import { openWorld, type World } from './world.ts';

/** Plays a history to its end, and rejects at the first thing that must never be. */
export async function play(
  ground: Ground,
  history: History,
): Promise<Pick<Seen, 'delivered' | 'lives' | 'strays'>> {
  const world = await openWorld(ground, history);
  try {
    for (const command of history.commands) {
      await perform(world, command, history);
      refuse(look(world, history), command);
    }
    await comeToRest(world);
    await expectQuietEnd(world, history);
    refuse(leaks(world), 'the end');
    const { deliveries, strays } = world.ledger;
    return { delivered: deliveries.length, lives: world.lives(), strays: strays.size };
  } finally {
    await world.close();
  }
}

function refuse(found: readonly string[], after: Command | string): void {
  if (found.length > 0) throw new Error(`${found.join('\n')}\nafter ${JSON.stringify(after)}`);
}

/** Two sweeps of everything, with what may take longest before them: an unknown outcome, a pause after many tries, a look for strays. */
const PATIENCE_S = 2_400;
const STEP_S = 60;

/** I6: once the control plane answers again, every lease comes to its end by itself, and holds nothing. */
async function expectQuietEnd(world: World, history: History): Promise<void> {
  const { upstream, time } = world;
  for (const call of ['create', 'list', 'delete'] as const) {
    upstream.mode[call] = 'ok';
    upstream.script[call].length = 0;
  }
  if (history.endsAtLast) {
    const keys = history.commands.flatMap((command) => (command.do === 'mint' ? [command.key] : []));
    for (const key of new Set(keys))
      if (key !== null) await perform(world, { do: 'end', by: 'handle', key }, history);
  }
  for (let waited = 0; waited < PATIENCE_S && !isQuiet(world); waited += STEP_S) {
    await time.walk(seconds(STEP_S), world.rest);
    await comeToRest(world);
    refuse(look(world, history), `${waited} s after the end`);
  }
  if (!isQuiet(world)) refuse([`I6: ${unrest(world)}`], 'the end');
  const held = await world.life().leases.heldCredits();
  if (held > 0) refuse([`I6: ${held} credits are held by nobody`], 'the end');
}

const open = (world: World) => world.rows().filter(({ state }) => state !== 'revoked' && state !== 'failed');

const isQuiet = (world: World): boolean =>
  open(world).length === 0 && world.upstream.underWay() === 0 && !world.upstream.live().some(isOurs);

const unrest = (world: World): string =>
  [
    ...open(world).map(({ id, state }) => `the lease ${id} is ${state}`),
    ...world.upstream
      .live()
      .filter(isOurs)
      .map(({ id, name }) => `the token ${id} (${name}) lives`),
  ].join(', ');

/** I12: no text that somebody could use is in the database or its log. */
function leaks({ directory, secrets }: World): readonly string[] {
  const files = readdirSync(directory)
    .filter((name) => name.startsWith(DATABASE))
    .map((name) => ({ name, bytes: readFileSync(join(directory, name)) }));
  return [...secrets].flatMap(([name, text]) =>
    files.filter(({ bytes }) => bytes.includes(text)).map((file) => `I12: ${name} is in ${file.name}`),
  );
}
