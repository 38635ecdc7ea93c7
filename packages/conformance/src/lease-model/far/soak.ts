import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { type History, histories } from '../command.ts';
import { layGround } from '../ground.ts';
import { play } from '../play.ts';
import { closeIssuer, openFarWorld } from './far-world.ts';

/**
 * Histories with real processes: `--histories N`, or as many as fit into `--minutes N`, `--lanes N` at a time. Each has a seed of its
 * own, and `--seed S --histories 1` plays it again, as far as the machine's own timing lets it.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    histories: { type: 'string', default: '30' },
    lanes: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 30)) },
  },
});

/** Shorter than in one process: each second of the world costs one fiftieth here, and each death a start. */
const COMMANDS_MAX = 16;
const WAIT_MAX_S = 61;

const until = values.minutes === undefined ? null : Date.now() + Number(values.minutes) * 60_000;
const first = Number(values.seed);
const count = { begun: 0, delivered: 0, lives: 0, failed: 0 };
const mayBegin = (): boolean =>
  until === null ? count.begun < Number(values.histories) : Date.now() < until;

const historyOf = (seed: number): History => {
  const [history] = fc.sample(fc.noBias(histories), { seed, numRuns: 1 });
  if (history === undefined) throw new Error('one history was asked for');
  const commands = history.commands
    .slice(0, COMMANDS_MAX)
    .map((each) => (each.do === 'wait' ? { ...each, spanS: Math.min(each.spanS, WAIT_MAX_S) } : each));
  return { ...history, commands };
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function lane(): Promise<void> {
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
}

await Promise.all(Array.from({ length: Number(values.lanes) }, lane));
await closeIssuer();
say(
  `${count.begun} histories from seed ${first}: ${count.lives} processes, ${count.delivered} tokens delivered, ${count.failed} promises broken`,
);
process.exitCode = count.failed > 0 || count.delivered === 0 ? 1 : 0;
