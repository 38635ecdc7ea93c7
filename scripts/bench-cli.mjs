// CPU time of a command, from the start of its process to its end, beside `node -e 0`. The runs take turns, so that what else the
// machine does falls on all of them alike. Measures the bundle, which it makes first. `--runs N`, 15 where nothing is said. Needs
// --conditions=ct-src.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instant } from '../packages/core/src/time.ts';

const MAIN = fileURLToPath(new URL('../packages/cli/dist/main.js', import.meta.url));
const BUDGET_MS = 150;
const RUNS_DEFAULT = 15;

const ACCOUNT = `version: 1
account: { name: Bench }
vaults: [{ name: Production }]
servers: [{ name: Production, vaults: [Production] }]
people: [{ name: ada@acme.example }]
groups: [{ name: Owners, members: [ada@acme.example] }]
`;

await import('./bundle-cli.mjs');
const at = process.argv.indexOf('--runs');
const runs = at < 0 ? RUNS_DEFAULT : Number(process.argv[at + 1]);
const directory = mkdtempSync(join(tmpdir(), 'connect-token-bench-'));
const dataDir = await makeAccount(directory);

/** @type {readonly (readonly [string, readonly string[]])[]} */
const commands = [
  ['node -e 0', ['-e', '0']],
  ...[
    '--version',
    'server create --help',
    'completion bash',
    'server list',
    'server get Production',
    'token list',
    'token create bench --server Production --vault Production --expires-in 1h',
    'vault list',
    'group list',
    'credits',
    'audit',
    'lease list',
    'credential list',
    'account apply account.yaml --dry-run',
  ].map((line) => /** @type {const} */ ([`connect ${line}`, [MAIN, ...line.split(' ')]])),
];

/** @type {Map<string, number[]>} */
const taken = new Map(commands.map(([name]) => [name, []]));
// Once before it counts: the first run compiles, and keeps what it compiled.
for (const [name, args] of commands) cpuOf(name, args);
for (let run = 0; run < runs; run += 1)
  for (const [name, args] of commands) taken.get(name)?.push(cpuOf(name, args));
rmSync(directory, { recursive: true });

console.log(`Node ${process.version}, ${cpus()[0]?.model.trim()}, ${runs} runs each\n`);
console.log('| command | median, ms of CPU | slowest |\n|---|---|---|');
for (const [name, times] of taken) {
  const sorted = times.toSorted((one, other) => one - other);
  console.log(`| \`${name}\` | ${Math.round(median(sorted))} | ${Math.round(sorted.at(-1) ?? 0)} |`);
}
const late = [...taken].filter(
  ([, times]) => median(times.toSorted((one, other) => one - other)) > BUDGET_MS,
);
if (late.length > 0) {
  console.error(`\nover ${BUDGET_MS} ms: ${late.map(([name]) => name).join(', ')}`);
  process.exit(1);
}

/** @param {readonly number[]} sorted */
function median(sorted) {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/**
 * User and system time of the process and its threads, as its parent shell is told by the kernel.
 * @param {string} name
 * @param {readonly string[]} args
 */
function cpuOf(name, args) {
  const script = '"$@" >/dev/null; code=$?; times; exit $code';
  const { status, stderr, stdout } = spawnSync(
    'bash',
    ['--norc', '-c', script, 'bash', process.execPath, ...args],
    {
      // bash takes a socket for a remote login, and reads its start-up files.
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: directory,
      env: { PATH: process.env['PATH'], CONNECT_TOKEN_DATA_DIR: dataDir, XDG_CACHE_HOME: directory },
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  // The shell's own times stand in the first line, those of its children in the second.
  const [, children = ''] = stdout.trim().split('\n');
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000,
    0,
  );
}

/**
 * As the first `connect serve` makes it.
 * @param {string} parent
 */
async function makeAccount(parent) {
  const path = join(parent, 'data');
  mkdirSync(path);
  const accountFile = join(parent, 'account.yaml');
  writeFileSync(accountFile, ACCOUNT);
  const keyPath = join(path, 'sealing.key');
  writeFileSync(keyPath, randomBytes(32).toString('base64'), { mode: 0o600 });
  const { openAccount, readSealingKey } = await import('../packages/account/src/open.ts');
  const { openStore } = await import('../packages/storage/src/store.ts');
  const clock = { now: () => instant(Date.now()) };
  const sealingKey = await readSealingKey({ path: keyPath, env: {} });
  const store = await openStore({ directory: path, clock });
  if (!store.ok || !sealingKey.ok) throw new Error('the directory has no store');
  const parts = {
    store: store.value,
    clock,
    accountFile,
    sealingKey: sealingKey.value,
    allowEveryone: false,
  };
  const account = await openAccount(parts);
  if (!account.ok) throw new Error(JSON.stringify(account.error));
  await store.value.close();
  return path;
}
