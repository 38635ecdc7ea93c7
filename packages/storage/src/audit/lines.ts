import type { FileHandle } from 'node:fs/promises';
import {
  type AuditEvent,
  auditText,
  err,
  type FailureOf,
  milliseconds,
  ok,
  type Result,
  seconds,
  type Timer,
} from '@connect-token/core';
import { codeOf, type LineTarget, openTarget, writeSome } from './line-file.ts';

/** Lines that wait: some seconds of a busy broker, in a few megabytes. */
const QUEUE_MAX = 10_000;

/** A pipe takes so much at once or nothing: no line of the log comes into the middle of one of these. Source: pipe(7), PIPE_BUF. */
const WRITE_MAX = 4_096;

const BLOCKED_AFTER = seconds(2);
const RETRY_AFTER = milliseconds(100);

/** On a full pipe whoever is about to read it gets so long at the end. */
const CLOSE_WITHIN = seconds(2);

/** A second place for the events of the audit trail: JSON lines, each written once its change is committed. */
export interface AuditLines {
  /** Never waits. Past the bound a line is dropped, and a later one says how many were: the database has them all. */
  write(events: readonly AuditEvent[]): void;
  /** Why nothing may be granted now: no line has moved for two seconds, or no more fit (F37). */
  refuse(): FailureOf<'AUDIT_UNAVAILABLE'> | undefined;
  /** Writes what is left, as long as it moves, for two seconds. */
  close(): Promise<void>;
}

/** Fails with `FILE_UNWRITABLE` where the file can't be opened; a named pipe that nobody reads yet is opened later. */
export async function openAuditLines(
  target: LineTarget,
  timer: Timer,
): Promise<Result<AuditLines, FailureOf<'FILE_UNWRITABLE'>>> {
  try {
    return ok(linesTo(target, timer, await openTarget(target)));
  } catch (error) {
    if (codeOf(error) === 'ENXIO') return ok(linesTo(target, timer, undefined));
    const path = target.kind === 'file' ? target.path : 'stdout';
    return err({ code: 'FILE_UNWRITABLE', path, cause: codeOf(error) || String(error) });
  }
}

function linesTo(target: LineTarget, timer: Timer, opened: FileHandle | undefined): AuditLines {
  let file = opened;
  let queue: string[] = [];
  let lost = 0;
  let cause: string | undefined;
  let watch: (() => void) | undefined;
  let pumping: Promise<void> | undefined;
  let closing = false;

  const block = (): void => {
    cause = `its second place, ${target.kind === 'file' ? 'a file' : 'stdout'}, takes no more lines`;
  };
  const moved = (): void => {
    watch?.();
    watch = undefined;
    cause = undefined;
  };

  /** How many bytes were taken: none where the target is full, or broke and is opened again by the next try. */
  const tryWrite = async (bytes: Uint8Array): Promise<number> => {
    try {
      file ??= await openTarget(target);
      return await writeSome(file, bytes);
    } catch {
      await file?.close().catch(() => undefined);
      file = undefined;
      return 0;
    }
  };

  const writeAll = async (bytes: Uint8Array): Promise<void> => {
    for (let done = 0; done < bytes.length; ) {
      // Also a write that never answers is one that doesn't move.
      watch ??= timer.after(BLOCKED_AFTER, block);
      const taken = await tryWrite(bytes.subarray(done));
      done += taken;
      if (taken > 0) moved();
      else if (closing) return;
      else await new Promise<void>((resolve) => void timer.after(RETRY_AFTER, resolve));
      if (file === undefined) done = startOfLine(bytes, done);
    }
  };

  const pump = async (): Promise<void> => {
    while (queue.length > 0 && !(closing && cause !== undefined)) {
      const count = linesWithin(queue);
      await writeAll(Buffer.from(queue.slice(0, count).join('')));
      queue = queue.slice(count);
      if (lost > 0) queue.push(`${JSON.stringify({ lost })}\n`);
      lost = 0;
    }
    pumping = undefined;
  };

  return {
    write: (events) => {
      const room = QUEUE_MAX - queue.length;
      queue.push(...events.slice(0, room).map((event) => `${auditText(event)}\n`));
      lost += Math.max(events.length - room, 0);
      pumping ??= pump();
    },
    refuse: () => {
      if (queue.length >= QUEUE_MAX) block();
      return cause === undefined ? undefined : { code: 'AUDIT_UNAVAILABLE', cause };
    },
    close: async () => {
      closing = cause !== undefined;
      const stop = timer.after(CLOSE_WITHIN, () => {
        closing = true;
      });
      await pumping;
      stop();
      watch?.();
      await file?.close().catch(() => undefined);
    },
  };
}

/** A new reader has seen nothing of the line that broke off. */
function startOfLine(bytes: Uint8Array, done: number): number {
  return bytes.subarray(0, done).lastIndexOf(LINE_END) + 1;
}

const LINE_END = 10;

/** Whole lines, as many as one write takes; one at least. */
function linesWithin(queue: readonly string[]): number {
  let bytes = 0;
  for (const [index, line] of queue.entries()) {
    bytes += Buffer.byteLength(line);
    if (bytes > WRITE_MAX) return Math.max(index, 1);
  }
  return queue.length;
}
