import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineSink } from './line-sink.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lines-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const SINK = fileURLToPath(new URL('./line-sink.ts', import.meta.url));

/** Under a shell the program's stdout is a pipe, which is read once the fourth stream has a line; by itself it is a socket. */
const STARTS = {
  socket: [process.execPath],
  pipe: ['sh', '-c', '"$0" "$@" | { read -r _ <&3; cat; }', process.execPath],
} as const;

/** A program over a sink on its stdout; it is told to go on by a line on its stdin. */
function program(work: string, kind: keyof typeof STARTS = 'socket') {
  const [command, ...args] = STARTS[kind];
  const source = `
    import { once } from 'node:events';
    import { lineSink } from ${JSON.stringify(SINK)};
    const dropped = [];
    const sink = lineSink({ fd: 1, onDropped: (lines) => dropped.push(lines), waitingBytesMax: 300_000 });
    ${work}`;
  return spawn(command, [...args, '--conditions=ct-src', '--input-type=module', '--eval', source], {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe('lines of a log', () => {
  test('are in their file, whole and in order, when their turn is over', async () => {
    const path = join(directory, 'log');
    const sink = lineSink({ fd: openSync(path, 'a'), onDropped: () => {} });
    sink.write('one\n');
    sink.write('zwölf\n');
    expect(readFileSync(path, 'utf8')).toBe('');
    await new Promise(setImmediate);
    expect(readFileSync(path, 'utf8')).toBe('one\nzwölf\n');
    sink.write('three\n');
    sink.end();
    expect(readFileSync(path, 'utf8')).toBe('one\nzwölf\nthree\n');
  });

  test.each(['socket', 'pipe'] as const)(
    'that nobody reads on a %s hold nobody up; those beyond the bound are counted, and the others come whole',
    async (kind) => {
      const child = program(
        `
      for (let n = 0; n < 10_000; n += 1) sink.write(String(n).padStart(99, '.') + '\\n');
      await new Promise(setImmediate);
      process.stderr.write('not held up\\n');
      await once(process.stdin, 'data');
      while (dropped.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      sink.write('dropped ' + dropped + '\\n');
      sink.end();
      process.exit();
    `,
        kind,
      );
      await once(child.stderr, 'data');
      // A program by itself doesn't read it.
      (child.stdio[3] as Writable).on('error', () => {}).end('go\n');
      child.stdin.write('go\n');
      const lines = (await textOf(child.stdout)).trimEnd().split('\n');
      expect(lines.slice(0, -1)).toEqual(
        Array.from({ length: 3_000 }, (_, n) => String(n).padStart(99, '.')),
      );
      expect(lines.at(-1)).toBe('dropped 7000');
    },
  );

  test('are written when the process ends, as far as its reader takes them', async () => {
    const child = program(`
      process.on('exit', () => sink.end());
      for (let n = 0; n < 2_500; n += 1) sink.write(String(n).padStart(99, '.') + '\\n');
      process.exit();
    `);
    const lines = (await textOf(child.stdout)).trimEnd().split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([2_500, '2499'.padStart(99, '.')]);
  });

  test('end with a process whose reader has stopped for good', async () => {
    const child = program(`
      process.on('exit', () => sink.end());
      for (let n = 0; n < 2_500; n += 1) sink.write(String(n).padStart(99, '.') + '\\n');
    `);
    child.stdout.pause();
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    child.stdout.destroy();
  });

  test('that a full disk does not take are not given up at once', () => {
    const sink = lineSink({ fd: openSync('/dev/full', 'w'), onDropped: () => {} });
    sink.write('one\n');
    const begun = performance.now();
    sink.end();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(1_000);
  });

  test('to a reader that is gone are no trouble', async () => {
    const child = program(`
      await once(process.stdin, 'data');
      sink.write('for nobody\\n');
      await new Promise(setImmediate);
      sink.end();
      process.exit();
    `);
    child.stdout.destroy();
    await once(child, 'spawn');
    child.stdin.write('go\n');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
