// Runs the example workflows under act as well as under testkit's runner: both must see the same (docs/adr/0038).
// Where there is no Go to build act with, or no way to its modules, it says so and is skipped; whatever fails after that is a failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './options.mjs';

const ACT = 'github.com/nektos/act';
const VERSION = 'v0.2.87';
/** What act's own go.mod asks for. */
const GO_MIN = { major: 1, minor: 24 };
/** Ten minutes: it takes less than one, on a machine that has nothing in its cache. */
const BUILD_MS = 600_000;
const REACH_MS = 60_000;

readOptions(import.meta.url, {});

/**
 * @param {string} why
 * @returns {never}
 */
function skip(why) {
  console.log(`e2e:act: SKIPPED, ${why}`);
  process.exit(0);
}

/**
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
function go(args, options = {}) {
  return spawnSync('go', args, { timeout: REACH_MS, ...options, encoding: 'utf8' });
}

function requireGo() {
  const needs = `act ${VERSION} needs ${GO_MIN.major}.${GO_MIN.minor}`;
  const version = /^go(\d+)\.(\d+)/.exec(go(['env', 'GOVERSION']).stdout ?? '');
  if (version === null) return skip(`no Go here; ${needs}`);
  const [major = 0, minor = 0] = version.slice(1).map(Number);
  if (major < GO_MIN.major || (major === GO_MIN.major && minor < GO_MIN.minor))
    skip(`Go ${major}.${minor} is here, ${needs}`);
}

/** Go checks what it loads against its checksum database: the version names the same bytes for ever. */
function buildAct() {
  // Not in node_modules, which `npm ci` empties.
  const directory = join(homedir(), '.cache', 'connect-token', `act-${VERSION}`);
  const program = join(directory, 'act');
  if (existsSync(program)) return program;
  requireGo();
  mkdirSync(directory, { recursive: true });
  const reached = go(['list', '-m', `${ACT}@${VERSION}`], { cwd: directory });
  if (reached.status !== 0)
    skip(`Go's modules can't be reached: ${reached.stderr.trim().split('\n').at(-1) || 'no answer'}`);
  console.log(`e2e:act: building act ${VERSION} into ${directory}`);
  const env = { ...process.env, GOBIN: directory };
  const built = go(['install', `${ACT}@${VERSION}`], { timeout: BUILD_MS, cwd: directory, env });
  if (built.status !== 0) {
    console.error(built.stderr);
    process.exit(1);
  }
  return program;
}

const tests = spawnSync('vitest', ['run', '--project', 'act', '--outputFile.json=reports/act.json'], {
  env: { ...process.env, ACT_PROGRAM: buildAct() },
  stdio: 'inherit',
});
process.exit(tests.status ?? 1);
