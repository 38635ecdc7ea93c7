import { writeSync } from 'node:fs';
import { err, type Failure, instant, ok, type Result, type Seconds } from '@connect-token/core';
import { EXIT } from './exit-code.ts';
import type { Io, Output } from './io.ts';
import { formatFailure } from './report.ts';

/** Ten thousand servers as JSON fit in it several times. */
const INPUT_BYTES_MAX = 16 * 1024 * 1024;

/** The process's own streams. */
export const systemIo = (): Io => ({
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  cwd: process.cwd(),
  env: process.env,
  now: () => instant(Date.now()),
  readInput: once(readInput),
  ask,
  pause,
});

function outputOf(stream: NodeJS.WriteStream): Output {
  stream.on('error', giveUp);
  const terminal = stream.isTTY === true;
  const colour = terminal && wantsColour(process.env);
  return { write: (text) => void stream.write(text), colour, terminal };
}

/** Whether somebody at a terminal wants colour. Source: no-color.org; an empty variable counts as none. */
export const wantsColour = ({ NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>): boolean =>
  (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb';

/** Who closes the pipe early, as `head` does, has what they want; everybody else must hear that what was printed is lost. */
function giveUp(error: NodeJS.ErrnoException): never {
  const cause = error.code ?? 'unknown cause';
  const failure: Failure = { code: 'FILE_UNWRITABLE', path: 'standard output', cause };
  // The stream that failed may be this one: written past it, and whether it arrives or not this ends here.
  if (cause !== 'EPIPE') tryWrite(`${formatFailure(failure)}\n`);
  return process.exit(EXIT.failure);
}

function tryWrite(text: string): void {
  try {
    writeSync(process.stderr.fd, text);
  } catch {
    // Nobody can be told.
  }
}

/** Standard input can be read to its end a single time. */
function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}

async function readInput(): Promise<Result<string, Failure>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > INPUT_BYTES_MAX) {
      const problem = `standard input is larger than ${INPUT_BYTES_MAX} bytes`;
      return err({ code: 'USAGE_INVALID', problem, instead: null });
    }
    chunks.push(buffer);
  }
  return ok(Buffer.concat(chunks).toString('utf8'));
}

/** On stderr: what is printed stays clean. */
async function ask(question: string): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.on('close', () => resolve(undefined));
    lines.question(question, (answer) => {
      resolve(answer.trim());
      lines.close();
    });
  });
}

let interruption: Promise<'interrupted'> | undefined;

/** The first one that somebody asked for an end; a second one finds no listener, and ends the process at once. */
const interrupted = (): Promise<'interrupted'> => {
  interruption ??= new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve('interrupted'));
  });
  return interruption;
};

async function pause(span: Seconds): Promise<'over' | 'interrupted'> {
  let timeout: NodeJS.Timeout | undefined;
  const over = new Promise<'over'>((resolve) => {
    timeout = setTimeout(() => resolve('over'), span * 1_000);
  });
  try {
    return await Promise.race([over, interrupted()]);
  } finally {
    clearTimeout(timeout);
  }
}
