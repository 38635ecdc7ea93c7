import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Load, LoadOrder } from './load.ts';
import type { Told } from './order.ts';
import type { ReadOrder, Reads } from './reader.ts';

/** A service that is measured, in a process of its own. */
export interface Staged {
  readonly url: string;
  memory(): Promise<Extract<Told, { rssBytes: number }>>;
  stop(): Promise<void>;
}

/** `flags`: more for Node, such as `--cpu-prof`. */
export async function stage(
  program: 'service' | 'skeleton',
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<Staged> {
  const child = forked(program, args, flags);
  const first = await told<Told>(child);
  if (!('url' in first)) throw new Error(`${program} didn't say where it listens`);
  return {
    url: first.url,
    memory: async () => {
      child.send('memory');
      const answer = await told<Told>(child);
      if (!('rssBytes' in answer)) throw new Error(`${program} didn't say what it takes`);
      return answer;
    },
    stop: () => stop(child),
  };
}

export interface Generator {
  load(order: LoadOrder): Promise<Load>;
  stop(): Promise<void>;
}

export function startGenerator(): Generator {
  const child = forked('load', [], []);
  return {
    load: (order) => {
      child.send(order);
      return told<Load>(child);
    },
    stop: () => stop(child),
  };
}

/** A Connect API with so many items, or an answer of so many bytes. */
export interface Shelf {
  readonly url: string;
  /** None where nobody asks for one. */
  readonly tokens: readonly string[];
  /** Microseconds of the processor since its start. */
  cpuUs(): Promise<number>;
  stop(): Promise<void>;
}

export async function stageShelf(
  program: 'connect-service' | 'connect-bare',
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<Shelf> {
  const child = forked(program, args, flags);
  const { url, tokens = [] } = await told<{ readonly url: string; readonly tokens?: readonly string[] }>(
    child,
  );
  return {
    url,
    tokens,
    cpuUs: async () => {
      child.send('cpu');
      return (await told<{ readonly cpuUs: number }>(child)).cpuUs;
    },
    stop: () => stop(child),
  };
}

export interface Reader {
  read(order: ReadOrder): Promise<Reads>;
  stop(): Promise<void>;
}

export function startReader(): Reader {
  const child = forked('reader', [], []);
  return {
    read: (order) => {
      child.send(order);
      return told<Reads>(child);
    },
    stop: () => stop(child),
  };
}

const forked = (program: string, args: readonly string[], flags: readonly string[]): ChildProcess =>
  fork(fileURLToPath(new URL(`${program}.ts`, import.meta.url)), args, {
    execArgv: ['--conditions=ct-src', '--expose-gc', ...flags],
  });

async function told<T>(child: ChildProcess): Promise<T> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal }),
      once(child, 'exit', { signal }).then(([code]) => {
        throw new Error(`a process of the benchmark ended (${code})`);
      }),
    ]);
    return message as T;
  } finally {
    over.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
