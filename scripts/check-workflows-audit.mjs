// zizmor in an environment of its own below ~/.cache/connect-token, beside act: not in node_modules, which `npm ci` empties, so that it
// is fetched once for each version and not for each run. Nothing is installed anywhere else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Making the environment and fetching one wheel takes seconds; without a network pip would try for minutes. */
const INSTALL_MAX_MS = 120_000;
const AUDIT_MAX_MS = 120_000;
/** zizmor's exit codes from 10 on say how bad the worst finding is. Source: https://docs.zizmor.sh/usage/#exit-codes */
const FINDINGS_FROM = 10;

/** @typedef {{ readonly program: string, readonly version: string }} Auditor */

/**
 * What zizmor can see in the files alone, and `online` what GitHub says of the actions that they use. Throws where zizmor itself fails: a check that didn't run is no pass.
 *
 * @param {Auditor} auditor
 * @param {string} root
 * @param {readonly string[]} files relative to it
 * @param {{ readonly persona: 'regular' | 'auditor', readonly config: string, readonly online: boolean }} options
 * @returns {string | null} what it finds
 */
export function auditWorkflows({ program }, root, files, { persona, config, online }) {
  const where = online ? [] : ['--offline'];
  const words = ['--no-progress', '--strict-collection', '--color=never', ...where, `--persona=${persona}`];
  const run = spawnSync(program, [...words, '--config', config, ...files], {
    cwd: root,
    encoding: 'utf8',
    timeout: AUDIT_MAX_MS,
  });
  if (run.status === 0) return null;
  if ((run.status ?? 0) >= FINDINGS_FROM) return run.stdout;
  throw new Error(`zizmor failed (${run.status ?? run.signal}): ${run.stderr}`);
}

/**
 * zizmor, or why it can't be had here.
 *
 * @param {string} root
 * @returns {Auditor | { readonly reason: string }}
 */
export function installAuditor(root) {
  const requirements = join(root, '.ci/requirements.txt');
  const wanted = readFileSync(requirements);
  const version = /^zizmor==\S+/m.exec(wanted.toString())?.[0].replace('==', ' ') ?? 'zizmor';
  // Other requirements are another environment: an update never meets what an older one left.
  const folder = join(homedir(), '.cache/connect-token', `${version.replace(' ', '-')}-${sha256(wanted)}`);
  const program = join(folder, process.platform === 'win32' ? 'Scripts/zizmor.exe' : 'bin/zizmor');
  if (existsSync(program)) return { program, version };

  const staged = `${folder}.${process.pid}`;
  try {
    const made = run('python3', ['-m', 'venv', staged]);
    if (made !== null) return { reason: `python3 -m venv: ${made}` };
    const python = join(staged, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
    const quiet = [
      '--quiet',
      '--disable-pip-version-check',
      '--no-input',
      '--retries',
      '1',
      '--timeout',
      '10',
    ];
    const exact = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--requirement', requirements];
    const fetched = run(python, ['-m', 'pip', 'install', ...quiet, ...exact]);
    if (fetched !== null) return { reason: `pip install: ${fetched}` };
    rmSync(folder, { recursive: true, force: true });
    renameSync(staged, folder);
    return { program, version };
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {string | null} why it failed, in one line
 */
function run(command, args) {
  const { status, signal, error, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: INSTALL_MAX_MS,
  });
  if (status === 0) return null;
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? `ended with ${status ?? signal}`;
}

/** @param {Buffer} bytes */
function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}
