// Items read over loopback HTTP, on SQLite and on PostgreSQL, beside a bare answer of the same size by an HTTP framework; each connection
// has a token of its own, no two read the same item at a time, and the client of this part stays awake (`awake` in reader.ts); then
// single reads while a second client lists and filters a vault of ten thousand items in a loop; then a list of a hundred thousand.
// Services, clients and this are processes of their own, and what is compared takes turns. `--rounds N` (7), `--ms N` a round and side
// (1500), `--engine sqlite|postgres` (both), `--profile DIR`: CPU profiles of the Connect API (then its numbers mean little). `--write`
// puts the tables into docs/benchmarks.md. Fails where a target is missed. Needs --conditions=ct-src.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CALLERS, ITEMS, VAULT } from '../packages/conformance/src/bench/shelf.ts';
import { stageShelf, startReader } from '../packages/conformance/src/bench/stage.ts';
import { startPostgres } from '../packages/testkit/src/postgres.ts';

const FILLERS = 10_000;
const MANY = 100_000;
const ITEM_PATHS = ITEMS.map((item) => `/v1/vaults/${VAULT}/items/${item}`);
const LIST_PATH = `/v1/vaults/${VAULT}/items`;
const FILTERS = ['title co "of shop 77"', 'tag eq "team-7"', 'title eq "Database"'];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    ms: { type: 'string', default: '1500' },
    engine: { type: 'string' },
    profile: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
  args: process.argv.slice(2).filter((argument) => argument !== 'connect'),
});
const rounds = Number(values.rounds);
const forMs = Number(values.ms);
const engines = values.engine === undefined ? ['sqlite', 'postgres'] : [values.engine];

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
  if (values.profile === undefined) await besideLists();
  if (values.profile === undefined) await manyItems();
} finally {
  for (const { stop } of [...staged, reader, lister]) await stop();
  await server?.stop();
  rmSync(directory, { recursive: true });
}
const text = report.join('\n');
console.log(text);
if (values.write) writeReport(text);
if (missed.length > 0) {
  console.error(`\nmissed: ${missed.join('; ')}`);
  process.exit(1);
}

/** @param {string} engine @param {number} items */
async function stageItems(engine, items) {
  const url = engine === 'postgres' && server ? [server.url(await server.createDatabase()).reveal()] : [];
  const flags = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.profile}`];
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
    '| | Connect API | bare answer | ratio | p99, ms | bare p99, ms | CPU, µs | bare CPU, µs | |',
    '|---|---|---|---|---|---|---|---|---|',
  );
  for (const engine of engines) {
    const service = await stageItems(engine, 0);
    const order = { paths: ITEM_PATHS, connections: CALLERS, forMs, awake: true, tokens: service.tokens };
    // Compiles, and doesn't count.
    const { bodyBytes } = await reader.read({ ...order, url: service.url });
    const bare = await stageShelf('connect-bare', [`${bodyBytes}`]);
    staged.push(bare);
    await reader.read({ ...order, url: bare.url });
    /** @type {{ rate: number[], p99: number[], cpu: number[] }[]} */
    const seen = [
      { rate: [], p99: [], cpu: [] },
      { rate: [], p99: [], cpu: [] },
    ];
    for (let round = 0; round < rounds; round += 1) {
      for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const { url, cpuUs } = side === 0 ? service : bare;
        const before = await cpuUs();
        const { perSecond, latencies } = await reader.read({ ...order, url });
        seen[side]?.cpu.push(((await cpuUs()) - before) / latencies.length);
        seen[side]?.rate.push(perSecond);
        seen[side]?.p99.push(at(latencies, 0.99));
      }
    }
    const [ours, theirs] = seen;
    if (ours === undefined || theirs === undefined) throw new Error('two sides');
    const ratio = median(ours.rate.map((value, index) => value / (theirs.rate[index] ?? 1)));
    const target = verdict(
      ratio >= 0.6,
      `reads on ${name(engine)}: ${ratio.toFixed(2)} of a bare answer, not 0.6`,
    );
    report.push(
      `| ${name(engine)}, ${bodyBytes} bytes | ${spread(ours.rate)} | ${spread(theirs.rate)} | ${ratio.toFixed(2)} | ${median(ours.p99).toFixed(1)} | ${median(theirs.p99).toFixed(1)} | ${median(ours.cpu).toFixed(0)} | ${median(theirs.cpu).toFixed(0)} | ${target} |`,
    );
  }
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
    const each = { url, tokens, connections: 1, forMs: rounds * forMs, awake: false };
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
    const order = { url, tokens, connections: 1, awake: false };
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

/** @param {string} tables */
function writeReport(tables) {
  const page = new URL('../docs/benchmarks.md', import.meta.url);
  const [head = '', rest = ''] = readFileSync(page, 'utf8').split('<!-- bench connect -->');
  const [, tail = ''] = rest.split('<!-- /bench connect -->');
  if (tail === '') throw new Error('docs/benchmarks.md has no place for it');
  const machine = `Node ${process.version}, ${cpus()[0]?.model.trim()}, ${cpus().length} cores.`;
  writeFileSync(page, `${head}<!-- bench connect -->\n${machine} ${tables}\n<!-- /bench connect -->${tail}`);
}
