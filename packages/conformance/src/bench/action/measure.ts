import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Measured {
  readonly wallMs: number;
  /** User and system time of the process and its threads. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

type Environment = Readonly<Record<string, string>>;

const MAX_MS = 60_000;

/** What writes down how much memory a process had at most. Its own few pages are in every one that is compared. */
const WITNESS = `process.once('exit', () => require('fs').writeFileSync(process.env.RSS_FILE, String(process.resourceUsage().maxRSS)));`;

/**
 * Times are the kernel's, told by bash; the memory is that of a second run, so that who writes it down costs no time. Each run has
 * an environment of its own. `directory` is for what passes between.
 */
export async function measure(
  words: readonly string[],
  [first, second]: readonly [Environment, Environment],
  directory: string,
): Promise<Measured> {
  const times = await timed([process.execPath, ...words], first);
  const [witness, file] = [join(directory, 'witness.cjs'), join(directory, 'rss')];
  writeFileSync(witness, WITNESS);
  await timed([process.execPath, '-r', witness, ...words], { ...second, RSS_FILE: file });
  const rssMb = Number(readFileSync(file, 'utf8')) / 1_024;
  rmSync(file);
  return { ...times, rssMb };
}

/** Rejects where the process fails or writes to stderr: what didn't work is no measure of anything. */
function timed(words: readonly string[], env: Environment): Promise<Omit<Measured, 'rssMb'>> {
  const script = 'TIMEFORMAT="%3R %3U %3S"; time "$@" >/dev/null';
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['--norc', '-c', script, 'bash', ...words], {
      // bash takes a socket for a remote login, and reads its start-up files.
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { LC_ALL: 'C', ...env },
      timeout: MAX_MS,
    });
    let told = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      const [, wall, user, system] = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)\n$/.exec(told) ?? [];
      if (code !== 0 || wall === undefined) return reject(new Error(`${words.join(' ')}: ${told}`));
      resolve({ wallMs: Number(wall) * 1_000, cpuMs: (Number(user) + Number(system)) * 1_000 });
    });
  });
}
