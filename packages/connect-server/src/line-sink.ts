import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';

/** Lines that wait for a reader that has stopped reading: some seconds of the most that a process serves. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024;

/** Between two tries to give a reader more. */
const RETRY_MS = 50;

/** What an ending process waits for its reader. */
const LAST_TRY_MS = 1_000;

/** What a pipe takes whole or not at all, so that nobody else's line comes into the middle of one. Source: pipe(7), `PIPE_BUF`. */
const PIECE_BYTES_MAX = 4_096;

export interface LineSink {
  write(line: string): void;
  /** Writes what waits, and gives up after a second: for a process that ends. */
  end(): void;
}

/** `waitingBytesMax`: four mebibytes where it is left out. */
export interface LineSinkOptions {
  readonly fd: number;
  /** Told how many lines were dropped, once there is room again. */
  readonly onDropped: (lines: number) => void;
  readonly waitingBytesMax?: number;
}

/**
 * Lines of a log, those of one turn of the event loop written together when it ends: a call of the system for each takes as long as
 * reading an item. A pipe or socket whose reader has stopped, or a full disk, holds nobody up: lines wait then, up to a bound, and beyond it
 * the newest are dropped and counted.
 */
export function lineSink({
  fd: given,
  onDropped,
  waitingBytesMax = WAITING_BYTES_MAX,
}: LineSinkOptions): LineSink {
  const fd = unblocked(given);
  const pieces: { text: string; bytes: number }[] = [];
  let waitingBytes = 0;
  /** Of a piece that was begun. */
  let rest: Uint8Array = new Uint8Array();
  let dropped = 0;
  let scheduled = false;

  /** Whether everything is written. */
  const drain = (): boolean => {
    for (;;) {
      if (rest.length === 0) {
        const next = pieces.shift();
        if (next === undefined) return true;
        rest = Buffer.from(next.text);
      }
      const written = tryWrite(fd, rest);
      if (written === 0) return false;
      rest = rest.subarray(written);
      waitingBytes -= written;
    }
  };
  const pump = (): void => {
    scheduled = false;
    if (!drain()) {
      scheduled = true;
      setTimeout(pump, RETRY_MS).unref();
    } else if (dropped > 0) {
      const told = dropped;
      dropped = 0;
      onDropped(told);
    }
  };
  return {
    write: (line) => {
      const bytes = Buffer.byteLength(line);
      if (waitingBytes + bytes > waitingBytesMax) {
        dropped += 1;
        return;
      }
      waitingBytes += bytes;
      const last = pieces.at(-1);
      if (last === undefined || last.bytes + bytes > PIECE_BYTES_MAX) pieces.push({ text: line, bytes });
      else {
        last.text += line;
        last.bytes += bytes;
      }
      if (scheduled) return;
      scheduled = true;
      setImmediate(pump);
    },
    end: () => {
      const until = performance.now() + LAST_TRY_MS;
      while (!drain() && performance.now() < until) pause(RETRY_MS);
    },
  };
}

/** The same place, so that writing to it can't stop this process. */
function unblocked(fd: number): number {
  const stat = fstatSync(fd);
  if (stat.isSocket()) {
    // Source: docs.libuv.org, `uv_pipe_open`: "the file descriptor is set to non-blocking mode".
    new Socket({ fd, readable: false }).unref();
    return fd;
  }
  if (!stat.isFIFO()) return fd;
  try {
    // Opened once more: whoever else has the pipe sees no difference.
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // Another system, or a pipe of another user's: as it is, then.
    return fd;
  }
}

/** What passes: a reader that has stopped, and a disk or a quota that is full. */
const PASSING: readonly unknown[] = ['EAGAIN', 'ENOSPC', 'EDQUOT'];

/** How many bytes were taken. A reader that is gone takes all: nobody is left to read it. */
function tryWrite(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    return error instanceof Error && 'code' in error && PASSING.includes(error.code) ? 0 : bytes.length;
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
