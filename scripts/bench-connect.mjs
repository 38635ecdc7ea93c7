// Items read over loopback HTTP, on SQLite and on PostgreSQL, beside a bare answer of the same size to the same requests: by Node's own
// HTTP client, which the target is held against, and by the leanest there is, awake all the time, which has none (`ReaderKind`). Each
// connection has a token of its own, and no two read the same item at a time. Then single reads while a second client lists and filters a
// vault of ten thousand items in a loop; then a list of a hundred thousand. Services, clients and this are processes of their own, and what
// is compared takes turns. `--rounds N` (21), `--ms N` a round, client and side (600), `--engine sqlite|postgres` (both), `--profile DIR`:
// CPU profiles of the Connect API (then its numbers mean little). `--write` puts the tables into docs/benchmarks.md. Fails where a target
// is missed. Needs --conditions=ct-src.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CALLERS, ITEMS, VAULT } from '../packages/conformance/src/bench/shelf.ts';
import { stageShelf, startReader } from '../packages/conformance/src/bench/stage.ts';
import { startPostgres } from '../packages/testkit/src/postgres.ts';
import { writeSection } from './benchmarks-page.mjs';
import { flag, oneOf, readOptions, text, wholeNumber } from './options.mjs';

const FILLERS = 10_000;
const MANY = 100_000;
const ITEM_PATHS = ITEMS.map((item) => `/v1/vaults/${VAULT}/items/${item}`);
const LIST_PATH = `/v1/vaults/${VAULT}/items`;
/** @type {'lean'} asks for what is read one after the other, and sleeps between two answers. */
const LEAN = 'lean';
/** @type {readonly { client: 'node' | 'awake', title: string, target: number | null }[]} */
const CLIENTS = [
  { client: 'node', title: "Node's own", target: 0.6 },
  { client: 'awake', title: 'the leanest', target: null },
];
const FILTERS = ['title co "of shop 77"', 'tag eq "team-7"', 'title eq "Database"'];

const { values } = readOptions(import.meta.url, {
  // Short ones, and many: on a machine that is shared, what its neighbours do lasts seconds, and is then the same for both sides of a round.
  rounds: wholeNumber(21),
  ms: wholeNumber(600),
  engine: oneOf(['sqlite', 'postgres']),
  profile: text(null),
  write: flag(),
});
const { rounds, ms: forMs } = values;
const engines = values.engine === null ? ['sqlite', 'postgres'] : [values.engine];

const directory = mkdtempSync(join(tmpdir(), 'connect-token-bench-'));
const [reader, lister] = [startReader(), startReader()];
const server = engines.includes('postgres') ? await startPostgres({ durable: true }) : null;
/** @type {{ readonly stop: () => Promise<void> }[]} */
const staged = [];
/** @type {string[]} */
const report = [];
/** @type {string[]} */
const missed = [];

try {
  await throughput();
  if (values.profile === null) await besideLists();
  if (values.profile === null) await manyItems();
} finally {
  for (const { stop } of [...staged, reader, lister]) await stop();
  await server?.stop();
  rmSync(directory, { recursive: true });
}
const tables = report.join('\n');
console.log(tables);
if (values.write) writeSection('connect', tables);
if (missed.length > 0) {
  console.error(`\nmissed: ${missed.join('; ')}`);
  process.exit(1);
}

/** @param {string} engine @param {number} items */
async function stageItems(engine, items) {
  const url = engine === 'postgres' && server ? [server.url(await server.createDatabase()).reveal()] : [];
  const flags = values.profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
  const service = await stageShelf(
    'connect-service',
    [join(directory, `${engine}-${items}`), `${items}`, ...url],
    flags,
  );
  staged.push(service);
  return service;
}

async function throughput() {
  report.push(
    `Items read a second, ${CALLERS} at a time, median of ${rounds} rounds (lowest to highest), the median of their p99, and what a read takes of the processor:`,
    '',
    '| | client | Connect API | bare answer | ratio | p99, ms | bare p99, ms | CPU, µs | bare CPU, µs | |',
    '|---|---|---|---|---|---|---|---|---|---|',
  );
  for (const engine of engines) {
    const service = await stageItems(engine, 0);
    const { tokens } = service;
    const order = { paths: ITEM_PATHS, connections: CALLERS, forMs, tokens };
    const { bodyBytes } = await reader.read({ ...order, url: service.url, client: 'node', forMs: 1 });
    const bare = await stageShelf('connect-bare', [`${bodyBytes}`]);
    staged.push(bare);
    const seen = await inTurns(service, bare, order);
    for (const { title, target, ours, theirs } of seen) {
      const ratio = median(ours.rate.map((rate, round) => rate / (theirs.rate[round] ?? 1)));
      const otherwise = `reads on ${name(engine)}: ${ratio.toFixed(2)} of a bare answer, not ${target}`;
      report.push(
        `| ${name(engine)}, ${bodyBytes} bytes | ${title} | ${spread(ours.rate)} | ${spread(theirs.rate)} | ${ratio.toFixed(2)} | ${median(ours.p99).toFixed(1)} | ${median(theirs.p99).toFixed(1)} | ${median(ours.cpu).toFixed(0)} | ${median(theirs.cpu).toFixed(0)} | ${target === null ? '' : verdict(ratio >= target, otherwise)} |`,
      );
    }
  }
}

/**
 * What each client sees of either side, round by round. A first round compiles, and doesn't count.
 * @param {import('../packages/conformance/src/bench/stage.ts').Shelf} service
 * @param {import('../packages/conformance/src/bench/stage.ts').Shelf} bare
 * @param {Omit<import('../packages/conformance/src/bench/reader.ts').ReadOrder, 'url' | 'client'>} order
 */
async function inTurns(service, bare, order) {
  const seen = CLIENTS.map((client) => ({ ...client, ours: nothingSeen(), theirs: nothingSeen() }));
  for (let round = -1; round < rounds; round += 1)
    for (const { client, ours, theirs } of seen) {
      const sides = [
        { side: service, figures: ours },
        { side: bare, figures: theirs },
      ];
      for (const { side, figures } of round % 2 === 0 ? sides : sides.toReversed()) {
        const before = await side.cpuUs();
        const { perSecond, latencies } = await reader.read({ ...order, url: side.url, client });
        if (round < 0) continue;
        figures.cpu.push(((await side.cpuUs()) - before) / latencies.length);
        figures.rate.push(perSecond);
        figures.p99.push(at(latencies, 0.99));
      }
    }
  return seen;
}

/** @returns {{ rate: number[], p99: number[], cpu: number[] }} */
function nothingSeen() {
  return { rate: [], p99: [], cpu: [] };
}

async function besideLists() {
  report.push(
    '',
    `One item after the other, while a second client lists and filters ${FILLERS} items in a loop; ms:`,
    '',
    '| | reads a second | median | p99 | longest | lists a second | a list, median | |',
    '|---|---|---|---|---|---|---|---|',
  );
  for (const engine of engines) {
    const { url, tokens } = await stageItems(engine, FILLERS);
    const paths = [
      LIST_PATH,
      ...FILTERS.map((filter) => `${LIST_PATH}?filter=${encodeURIComponent(filter)}`),
    ];
    const each = { url, tokens, connections: 1, forMs: rounds * forMs, client: LEAN };
    const lists = { ...each, paths };
    const reads = { ...each, paths: ITEM_PATHS };
    await reader.read({ ...reads, forMs: 500 });
    const [listed, read] = await Promise.all([lister.read(lists), reader.read(reads)]);
    const p99 = at(read.latencies, 0.99);
    const figures = [
      read.perSecond,
      at(read.latencies, 0.5),
      p99,
      at(read.latencies, 1),
      listed.perSecond,
      at(listed.latencies, 0.5),
    ];
    const target = verdict(p99 < 50, `p99 beside lists on ${name(engine)}: ${p99.toFixed(0)} ms, not 50`);
    report.push(`| ${name(engine)} | ${figures.map((value) => value.toFixed(1)).join(' | ')} | ${target} |`);
  }
}

async function manyItems() {
  report.push('');
  for (const engine of engines) {
    const { url, tokens } = await stageItems(engine, MANY);
    const order = { url, tokens, connections: 1, client: LEAN };
    const [list, read] = await Promise.all([
      lister.read({ ...order, paths: [LIST_PATH], forMs: 1 }),
      reader.read({ ...order, paths: ITEM_PATHS, forMs: 3_000 }),
    ]);
    const megabytes = (list.bodyBytes / 1e6).toFixed(0);
    const took = ((list.latencies[0] ?? Number.NaN) / 1000).toFixed(1);
    report.push(
      `A list of ${MANY} items, ${name(engine)}: ${megabytes} MB in ${took} s; single reads beside it, p99 ${at(read.latencies, 0.99).toFixed(1)} ms.`,
    );
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

/** @param {readonly number[]} sorted @param {number} share */
function at(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** @param {readonly number[]} numbers */
function median(numbers) {
  return at(
    numbers.toSorted((one, other) => one - other),
    0.5,
  );
}

/** @param {readonly number[]} numbers */
function spread(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return `${Math.round(median(numbers))} (${Math.round(sorted[0] ?? 0)}–${Math.round(sorted.at(-1) ?? 0)})`;
}
