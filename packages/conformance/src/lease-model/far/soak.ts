import * as fc from 'fast-check';
import { type History, histories } from '../command.ts';
import { layGround } from '../ground.ts';
import { play } from '../play.ts';
import { closeIssuer, openFarWorld } from './far-world.ts';

export interface Soak {
  /** As many histories as begin within them; where it is null, `histories`. */
  readonly minutes: number | null;
  readonly histories: number;
  /** How many are played at a time. */
  readonly lanes: number;
  /** Of the first history; each has the next one. */
  readonly seed: number;
}

/** Shorter than in one process: each second of the world costs one fiftieth here, and each death a start. */
const COMMANDS_MAX = 16;
const WAIT_MAX_S = 61;

const historyOf = (seed: number): History => {
  const [history] = fc.sample(fc.noBias(histories), { seed, numRuns: 1 });
  if (history === undefined) throw new Error('one history was asked for');
  const commands = history.commands
    .slice(0, COMMANDS_MAX)
    .map((each) => (each.do === 'wait' ? { ...each, spanS: Math.min(each.spanS, WAIT_MAX_S) } : each));
  return { ...history, commands };
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Plays histories with real processes, and says on stdout how each one went that broke a promise. Whether all held, and a token was delivered at all. */
export async function soak({ minutes, histories: wanted, lanes, seed: first }: Soak): Promise<boolean> {
  const until = minutes === null ? null : Date.now() + minutes * 60_000;
  const count = { begun: 0, delivered: 0, lives: 0, failed: 0 };
  const mayBegin = (): boolean => (until === null ? count.begun < wanted : Date.now() < until);
  const lane = async (): Promise<void> => {
    const ground = await layGround();
    try {
      while (mayBegin()) {
        const seed = first + count.begun;
        count.begun += 1;
        const history = historyOf(seed);
        try {
          const seen = await play(await openFarWorld(ground, history), history);
          count.delivered += seen.delivered;
          count.lives += seen.lives;
        } catch (cause) {
          count.failed += 1;
          say(`seed ${seed}: ${cause instanceof Error ? cause.stack : cause}\n${JSON.stringify(history)}`);
        }
      }
    } finally {
      ground.remove();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await closeIssuer();
  say(
    `${count.begun} histories from seed ${first}: ${count.lives} processes, ${count.delivered} tokens delivered, ${count.failed} promises broken`,
  );
  return count.failed === 0 && count.delivered > 0;
}
