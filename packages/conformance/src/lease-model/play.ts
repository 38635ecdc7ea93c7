import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LeaseState, seconds } from '@connect-token/core';
import { isOurs } from './account.ts';
import type { Command, History } from './command.ts';
import type { Seen } from './explore.ts';
import { DATABASE } from './ground.ts';
import { look } from './invariants.ts';
import { comeToRest, perform } from './perform.ts';
import type { World } from './world.ts';

/** What came of a history. `states`: of every lease, at the end. */
export interface Played extends Pick<Seen, 'delivered' | 'lives' | 'strays'> {
  readonly states: readonly LeaseState[];
}

/** Plays a history to its end, and rejects at the first thing that must never be. */
export async function play(world: World, history: History): Promise<Played> {
  try {
    for (const command of history.commands) {
      await perform(world, command, history);
      await check(world, history, command);
    }
    await comeToRest(world);
    await expectQuietEnd(world, history);
    refuse(leaks(world), 'the end');
    const { deliveries, strays } = world.ledger;
    const states = world.rows().map(({ state }) => state);
    return { delivered: deliveries.length, lives: world.lives(), strays: strays.size, states };
  } finally {
    await world.close();
  }
}

/** A world that moves while it is looked at may have changed between two of the things that are compared: it is looked at again. */
async function check(world: World, history: History, after: Command | string): Promise<void> {
  let found = look(world, history);
  if (found.length > 0 && world.isMoving) {
    await world.rest();
    const again = look(world, history);
    found = found.filter((each) => again.includes(each));
  }
  refuse([...world.violations.splice(0), ...found], after);
}

function refuse(found: readonly string[], after: Command | string): void {
  if (found.length > 0) throw new Error(`${found.join('\n')}\nafter ${JSON.stringify(after)}`);
}

/** Two sweeps of everything, with what may take longest before them: an unknown outcome, a pause after many tries, a look for strays. */
const PATIENCE_S = 2_400;
const STEP_S = 60;

/** I6: once the control plane answers again, every lease comes to its end by itself, and holds nothing. */
async function expectQuietEnd(world: World, history: History): Promise<void> {
  const { upstream } = world;
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
    await world.walk(seconds(STEP_S));
    await comeToRest(world);
    await check(world, history, `${waited} s after the end`);
  }
  if (!isQuiet(world)) refuse([`I6: ${unrest(world)}`], 'the end');
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
