// CPU time of each command, from the start of its process to its end, beside `node -e 0`: on a free data directory, on one that a
// running server has (over its socket), and with --broker. All of them take turns, so that what else the machine does falls on all
// alike. Measures the bundle, which it makes first. `--runs N`, 15 where nothing is said; `--cold`: without what earlier runs
// compiled. Exits 1 where a median is over the budget. Needs --conditions=ct-src.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openScene } from './cli-scene.mjs';
import { flag, readOptions, wholeNumber } from './options.mjs';

const BUDGET_MS = 150;

/** `#` is the run and the place: what one line makes, the lines behind it find. */
const WITHOUT_ACCOUNT = ['--version', '--help', 'server create --help', 'completion bash'];
const ON_EVERY_PLACE = [
  'server list',
  'server get Production',
  'token list',
  'vault list',
  'vault list --server Production',
  'group list',
  'credits',
  'audit',
  'lease list',
  'server create s# --vaults Production --force',
  'vault create v#',
  'vault grant --server s# --vault v#',
  'token create t# --server s# --vault Production,r --vault v# --expires-in 1h',
  'token edit t# --server s# --name u#',
  'token delete u# --server s# --yes',
  'vault revoke --server s# --vault v# --yes',
  'vault rename v# --name w#',
  'server edit s# --name r#',
  'group create g#',
  'group member add ada@acme.example --group g#',
  'group grant --group g# --server r#',
  'group grant --group g#',
  'group revoke --group g# --yes',
  'group member remove ada@acme.example --group g# --yes',
  'server delete r# --yes',
  'credits plan unlimited',
  'account apply account.yaml --dry-run',
  'account apply account-#.yaml --yes',
];
/** Nobody but the owner makes credentials, or has items in hand. */
const AS_OWNER = [
  'credential list',
  'credential create c# --person ada@acme.example --right read',
  'credential revoke c# --yes',
  'item create --vault Production --category login --title i# username=ada --generate-password',
  'item list',
  'item get i#',
  'item edit i# username=grace',
  'item delete i# --yes',
  'account export',
  'account import account.yaml --dry-run',
];
const PLACES = /** @type {const} */ (['directory', 'socket', 'broker']);

const { values } = readOptions(import.meta.url, { runs: wholeNumber(15), cold: flag() });
const { runs, cold } = values;
execFileSync(process.execPath, [fileURLToPath(new URL('bundle-cli.mjs', import.meta.url))], {
  stdio: 'inherit',
});
const main = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
const scene = await openScene(
  main,
  Array.from({ length: runs + 1 }, (_, run) => PLACES.map((place) => `${run}-${place}`)).flat(),
);

/** @typedef {{ readonly name: string, readonly words: readonly string[], readonly place: 'bare' | 'directory' | 'socket' | 'broker' }} Job */
/** @type {readonly Job[]} */
const jobs = [
  { name: 'node -e 0', words: ['-e', '0'], place: 'bare' },
  ...WITHOUT_ACCOUNT.map((line) => job(line, 'bare')),
  ...ON_EVERY_PLACE.flatMap((line) => PLACES.map((place) => job(line, place))),
  ...AS_OWNER.flatMap((line) => PLACES.slice(0, 2).map((place) => job(line, place))),
];
/** @type {Map<Job, number[]>} */
const taken = new Map(jobs.map((each) => [each, []]));
try {
  // The first round doesn't count: it compiles, and keeps what it compiled.
  for (let run = 0; run <= runs; run += 1)
    for (const each of jobs) {
      const ms = cpuOf(each, run);
      if (run > 0) taken.get(each)?.push(ms);
    }
} finally {
  await scene.close();
}

console.log(`Node ${process.version}, ${cpus()[0]?.model.trim()}, ${runs} runs each\n`);
console.log('| command | free directory | over the socket | `--broker` |\n|---|---|---|---|');
for (const name of new Set(jobs.map((each) => each.name))) {
  const cells = (jobs.find((each) => each.name === name)?.place === 'bare' ? ['bare'] : PLACES).map(
    (place) => {
      const times = [...taken].find(([each]) => each.name === name && each.place === place)?.[1];
      return times === undefined ? '' : `${Math.round(median(times))} (${Math.round(Math.max(...times))})`;
    },
  );
  console.log(`| \`${name}\` | ${[...cells, '', ''].slice(0, 3).join(' | ')} |`);
}
const late = [...taken].filter(([, times]) => median(times) > BUDGET_MS);
for (const [{ name, place }, times] of late)
  console.error(`over ${BUDGET_MS} ms: ${name}, ${place}: ${Math.round(median(times))}`);
if (late.length > 0) process.exitCode = 1;

/**
 * @param {string} line
 * @param {Job['place']} place
 * @returns {Job}
 */
function job(line, place) {
  return { name: `connect ${line.replaceAll('#', '')}`, words: [main, ...line.split(' ')], place };
}

/** @param {readonly number[]} times */
function median(times) {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}

/**
 * User and system time of the process and its threads, as its parent shell is told by the kernel.
 * @param {Job} job
 * @param {number} run
 */
function cpuOf({ name, words, place }, run) {
  const script = '"$@" >/dev/null; code=$?; times; exit $code';
  const args = words.map((word) => word.replace('#', `${run}-${place}`));
  const { status, stderr, stdout } = spawnSync(
    'bash',
    ['--norc', '-c', script, 'bash', process.execPath, ...args],
    {
      // bash takes a socket for a remote login, and reads its start-up files.
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: scene.directory,
      env: {
        PATH: process.env['PATH'],
        XDG_CACHE_HOME: scene.directory,
        ...(cold ? { NODE_DISABLE_COMPILE_CACHE: '1' } : {}),
        ...(place === 'bare' ? {} : scene.env[place]),
      },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${name}, ${place}: ${stderr}`);
  // The shell's own times stand in the first line, those of its children in the second.
  const [, children = ''] = stdout.trim().split('\n');
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000,
    0,
  );
}
