// Mints and revocations over loopback HTTP, on SQLite and on PostgreSQL, beside a bare route that does what nobody can leave out:
// the same HTTP framework, RS256 verified, two durable commits, ES256 signed. Services, load generator and this are processes of their
// own. They take turns, so that what else the machine does falls on all alike. `--rounds N` (5), `--mints N` a round (1500),
// `--engine sqlite|postgres` (both), `--profile DIR`: CPU profiles of the broker (then its numbers mean little). `--write` puts the
// tables into docs/benchmarks.md. Fails where a target is missed. Needs --conditions=ct-src.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stage, startGenerator } from '../packages/conformance/src/bench/stage.ts';
import { AUDIENCE, wishOf } from '../packages/conformance/src/bench/wish.ts';
import { githubClaims, startIssuer } from '../packages/testkit/src/issuer.ts';
import { startPostgres } from '../packages/testkit/src/postgres.ts';
import { writeSection } from './benchmarks-page.mjs';
import { flag, oneOf, readOptions, text, wholeNumber } from './options.mjs';

const CONNECTIONS = 32;
const PACE = 100;
const PACED = 500;
// A process that serves for the first time grows by what isn't any lease's: compiled code, statements, buffers of connections.
const LEASES_BEFORE = 2_500;
const LEASES = 10_000;
const SIDES = /** @type {const} */ (['broker', 'bare']);

const { values } = readOptions(import.meta.url, {
  rounds: wholeNumber(5),
  mints: wholeNumber(1_500),
  engine: oneOf(['sqlite', 'postgres']),
  profile: text(null),
  write: flag(),
});
const { rounds, mints } = values;
const engines = values.engine === null ? ['sqlite', 'postgres'] : [values.engine];

const directory = mkdtempSync(join(tmpdir(), 'connect-token-bench-'));
const issuer = await startIssuer();
const generator = startGenerator();
const server = engines.includes('postgres') ? await startPostgres({ durable: true }) : null;

/** @typedef {Awaited<ReturnType<typeof stage>>} Staged */
/** @typedef {{ readonly engine: string, readonly broker: Staged, readonly bare: Staged }} Pair */
/** @type {Pair[]} */
const pairs = [];
/** @type {string[]} */
const report = [];
/** @type {string[]} */
const missed = [];

try {
  for (const engine of engines) pairs.push(await stagePair(engine));
  await throughput();
  await latency();
  await memory();
} finally {
  for (const { broker, bare } of pairs) {
    await broker.stop();
    await bare.stop();
  }
  await generator.stop();
  await server?.stop();
  await issuer.close();
  rmSync(directory, { recursive: true });
}
const tables = report.join('\n');
console.log(tables);
if (values.write) writeSection('broker', tables);
if (missed.length > 0) {
  console.error(`\nmissed: ${missed.join('; ')}`);
  process.exit(1);
}

/**
 * @param {string} engine
 * @returns {Promise<Pair>}
 */
async function stagePair(engine) {
  const args = async (/** @type {string} */ name) => [
    join(directory, `${engine}-${name}`),
    issuer.url,
    ...(engine === 'postgres' && server ? [server.url(await server.createDatabase()).reveal()] : []),
  ];
  const flags = values.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  return {
    engine,
    broker: await stage('service', await args('broker'), flags),
    bare: await stage('skeleton', await args('bare')),
  };
}

/** @param {number} count */
async function makeWishes(count) {
  /** @type {ReturnType<typeof wishOf>[]} */
  const wishes = [];
  for (let index = 0; index < count; index += 1) {
    // Each mint is of a run of its own: a job may hold few leases at a time.
    const run = `${process.hrtime.bigint()}`;
    wishes.push(
      wishOf(await issuer.idToken(githubClaims({ aud: AUDIENCE, run_id: run, check_run_id: run }))),
    );
  }
  return wishes;
}

async function throughput() {
  /** @type {Map<string, number[]>} */
  const seen = new Map();
  const note = (/** @type {string} */ name, /** @type {number} */ value) =>
    seen.set(name, [...(seen.get(name) ?? []), value]);
  // The first round compiles, and doesn't count.
  for (let round = 0; round <= rounds; round += 1) {
    const wishes = await makeWishes(round === 0 ? 500 : mints);
    for (const path of /** @type {const} */ (['token', 'revoke'])) {
      for (const pair of pairs) {
        for (const side of round % 2 === 0 ? SIDES : SIDES.toReversed()) {
          const order = { url: pair[side].url, path, wishes, connections: CONNECTIONS, pace: null };
          const { perSecond } = await generator.load(order);
          if (round > 0) note(`${pair.engine} ${path} ${side}`, perSecond);
        }
      }
    }
  }
  report.push(
    `A second, ${CONNECTIONS} at a time, median of ${rounds} rounds of ${mints} (lowest to highest):`,
    '',
    '| | broker | bare route | ratio | |',
    '|---|---|---|---|---|',
  );
  for (const { engine } of pairs) {
    for (const path of ['token', 'revoke']) {
      const broker = seen.get(`${engine} ${path} broker`) ?? [];
      const bare = seen.get(`${engine} ${path} bare`) ?? [];
      const ratio = median(broker.map((value, index) => value / (bare[index] ?? 1)));
      const what = `${path === 'token' ? 'mints' : 'revocations'}, ${name(engine)}`;
      report.push(
        `| ${what} | ${spread(broker)} | ${spread(bare)} | ${ratio.toFixed(2)} | ${verdict(ratio >= 0.5, `${what}: ${ratio.toFixed(2)} of the bare route, not 0.5`)} |`,
      );
    }
  }
}

async function latency() {
  report.push(
    '',
    `Milliseconds a mint at ${PACE} mints a second, evenly paced:`,
    '',
    '| | median | p99 | bare median | bare p99 | ratio of medians | |',
    '|---|---|---|---|---|---|---|',
  );
  for (const pair of pairs) {
    /** @type {Record<'broker' | 'bare', number[]>} */
    const all = { broker: [], bare: [] };
    for (let turn = 0; turn < 2; turn += 1) {
      const wishes = await makeWishes(PACED);
      for (const side of SIDES) {
        const order = { url: pair[side].url, path: /** @type {const} */ ('token'), wishes };
        const { latencies } = await generator.load({ ...order, connections: 64, pace: PACE });
        all[side].push(...latencies);
      }
    }
    const [ours, bare] = [all.broker.toSorted(byValue), all.bare.toSorted(byValue)];
    const ratio = at(ours, 0.5) / at(bare, 0.5);
    const figures = [at(ours, 0.5), at(ours, 0.99), at(bare, 0.5), at(bare, 0.99)].map((ms) => ms.toFixed(2));
    report.push(
      `| ${name(pair.engine)} | ${figures.join(' | ')} | ${ratio.toFixed(1)} | ${verdict(ratio <= 3, `median latency on ${name(pair.engine)}: ${ratio.toFixed(1)} times the bare route's, not 3`)} |`,
    );
  }
}

async function memory() {
  for (const { engine, broker } of pairs) {
    await openLeases(broker, LEASES_BEFORE);
    const before = await broker.memory();
    await openLeases(broker, LEASES);
    const after = await broker.memory();
    const rss = Math.round((after.rssBytes - before.rssBytes) / LEASES);
    const heap = Math.round((after.heapBytes - before.heapBytes) / LEASES);
    const reached = verdict(rss < 1_000, `${rss} bytes a lease on ${name(engine)}, not 1000`);
    const what = `Memory a lease that stays open, from ${LEASES_BEFORE} to ${LEASES_BEFORE + LEASES} of them, ${name(engine)}`;
    report.push('', `${what}: ${rss} bytes of the process (${reached}), ${heap} of the heap.`);
  }
}

/** @param {Staged} broker @param {number} count */
async function openLeases(broker, count) {
  for (let left = count; left > 0; left -= 2_500) {
    const wishes = await makeWishes(Math.min(left, 2_500));
    await generator.load({ url: broker.url, path: 'token', wishes, connections: CONNECTIONS, pace: null });
  }
}

/** @param {string} engine */
function name(engine) {
  return engine === 'sqlite' ? 'SQLite' : 'PostgreSQL';
}

/** @param {boolean} reached @param {string} otherwise */
function verdict(reached, otherwise) {
  if (!reached) missed.push(otherwise);
  return reached ? 'reached' : '**missed**';
}

/** @param {number} one @param {number} other */
function byValue(one, other) {
  return one - other;
}

/** @param {readonly number[]} sorted @param {number} share */
function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return at(numbers.toSorted(byValue), 0.5);
}

/** @param {readonly number[]} numbers */
function spread(numbers) {
  const sorted = numbers.toSorted(byValue);
  return `${Math.round(median(numbers))} (${Math.round(sorted[0] ?? 0)}–${Math.round(sorted.at(-1) ?? 0)})`;
}
