import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { within } from './deadline.ts';

export interface ProgramOrder {
  readonly command: string;
  readonly args: readonly string[];
  /** All of its environment but Node's cache: nothing is inherited, so that a test doesn't depend on who runs it. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A process group of its own: a Ctrl-C in the terminal reaches its parent alone, which then ends it in order. */
  readonly ownGroup?: boolean;
}

export interface Ending {
  /** `null` where a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process with everything that it printed. */
export interface Program {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** The first match in what it has printed, or will print, on stdout or stderr. Rejects when it ends without, or is late. */
  printed(pattern: RegExp, withinMs: number): Promise<RegExpExecArray>;
  /** Settles when it has ended and its output is read to the end. */
  readonly ended: Promise<Ending>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, and SIGKILL to what still runs after `graceMs`. */
  stop(graceMs: number): Promise<Ending>;
}

/** Of what our programs are made of: to read and compile it is most of what a short one costs, and tests start hundreds of them. */
const COMPILED = fileURLToPath(
  new URL('../../../node_modules/.cache/connect-token/compiled/', import.meta.url),
);

/** More than any test prints; a program beyond it has run away. */
const OUTPUT_BYTES_MAX = 32 * 1024 * 1024;

/** What still runs when this process ends, however it ends, is killed: a test run leaves nothing behind. */
const running = new Set<ChildProcess>();

export function startProgram({ command, args, env, cwd, ownGroup = false }: ProgramOrder): Program {
  const child = spawn(command, args, {
    env: command === process.execPath ? { NODE_COMPILE_CACHE: COMPILED, ...env } : env,
    ...(cwd === undefined ? {} : { cwd }),
    detached: ownGroup,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  killAtExit(child);
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[], bytes: 0 };
  const watchers = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk: Buffer) => {
      output[stream].push(chunk);
      output.bytes += chunk.length;
      if (output.bytes > OUTPUT_BYTES_MAX) child.kill('SIGKILL');
      for (const look of watchers) look();
    });
  }
  const stdout = (): string => Buffer.concat(output.stdout).toString();
  const stderr = (): string => Buffer.concat(output.stderr).toString();
  const ended = new Promise<Ending>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  // Whoever waits for the end hears of a failed start; nobody has to.
  ended.catch(() => {});

  const match = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(stdout()) ?? pattern.exec(stderr());
        if (found === null) return;
        watchers.delete(look);
        resolve(found);
      };
      watchers.add(look);
      look();
      ended.then(
        ({ code, signal }) => reject(new Error(`ended (${signal ?? code}) without ${pattern}\n${stderr()}`)),
        reject,
      );
    });

  return {
    pid: child.pid ?? -1,
    stdout,
    stderr,
    ended,
    printed: (pattern, withinMs) => within(withinMs, `${pattern} of ${command}`, match(pattern)),
    kill: (signal) => void child.kill(signal),
    stop: async (graceMs) => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      return ended.finally(() => clearTimeout(timer));
    },
  };
}

/** What still runs when this process ends is killed with it, its group as well where it has one. */
export function killAtExit(child: ChildProcess): void {
  if (running.size === 0) process.on('exit', killAll);
  running.add(child);
  child.on('close', () => {
    running.delete(child);
    if (running.size === 0) process.off('exit', killAll);
  });
}

const killAll = (): void => {
  for (const child of running) killTree(child);
};

/** A child with a group of its own takes along what it started. */
export function killTree(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has no group of its own, or nobody is left in it.
  }
  child.kill('SIGKILL');
}
