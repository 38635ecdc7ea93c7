import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditEvent, auditText, instant, type Seconds, type Timer } from '@connect-token/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuditLines, openAuditLines } from './lines.ts';

const eventOf = (n: number, text = ''): AuditEvent => ({
  id: String(n).padStart(26, '0'),
  at: instant(0),
  kind: 'lease.revoked',
  actor: null,
  subject: { lease: String(n) },
  detail: { text },
});

interface Alarm {
  readonly span: Seconds;
  readonly ring: () => void;
}

/** A timer whose alarms ring when the test says so; `set` waits until one of this span is set. */
function alarms() {
  const pending = new Set<Alarm>();
  let waiting: (() => void)[] = [];
  const timer: Timer = {
    after: (span, ring) => {
      const alarm = { span, ring };
      pending.add(alarm);
      for (const wake of waiting) wake();
      waiting = [];
      return () => void pending.delete(alarm);
    },
  };
  const set = async (span: number): Promise<Alarm> => {
    for (;;) {
      const found = [...pending].find((alarm) => alarm.span === span);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const ring = async (span: number): Promise<void> => {
    const alarm = await set(span);
    pending.delete(alarm);
    alarm.ring();
  };
  return { timer, set, ring };
}

const RETRY = 0.1;
const BLOCKED = 2;

describe('a second place for events', () => {
  let root: string;
  let path: string;
  let lines: AuditLines | undefined;
  let readers: FileHandle[];
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'connect-token-lines-'));
    path = join(root, 'audit.jsonl');
    readers = [];
  });
  afterEach(async () => {
    for (const reader of readers) await reader.close();
    await rm(root, { recursive: true });
  });

  const opened = async (timer: Timer): Promise<AuditLines> => {
    const made = await openAuditLines({ kind: 'file', path }, timer);
    if (!made.ok) throw new Error(made.error.cause);
    lines = made.value;
    return lines;
  };
  const pipe = (): void => void execFileSync('mkfifo', [path]);
  const reader = async (): Promise<FileHandle> => {
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    readers.push(file);
    return file;
  };
  /** Reads until so many lines came; a pipe that is empty for the moment is read again. */
  const read = async (file: FileHandle, count: number): Promise<readonly string[]> => {
    let text = '';
    while (text.split('\n').length <= count) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536)).catch(ifEmpty);
      text += buffer.toString('utf8', 0, bytesRead);
    }
    return text.split('\n').slice(0, -1);
  };

  test('is a file of one line for each event, added to what is there, for its owner only', async () => {
    const { timer } = alarms();
    for (const n of [1, 2]) {
      const file = await opened(timer);
      file.write([eventOf(n), eventOf(n + 10)]);
      await file.close();
    }
    const told = [1, 11, 2, 12].map((n) => `${auditText(eventOf(n))}\n`).join('');
    expect(await readFile(path, 'utf8')).toBe(told);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('that can not be opened is refused at once', async () => {
    path = join(root, 'nowhere', 'audit.jsonl');
    expect(await openAuditLines({ kind: 'file', path }, alarms().timer)).toMatchObject({
      ok: false,
      error: { code: 'FILE_UNWRITABLE', path, cause: 'ENOENT' },
    });
  });

  test('that nobody reads refuses after two seconds, and goes on once somebody does', async () => {
    pipe();
    const { timer, set, ring } = alarms();
    const fifo = await opened(timer);
    fifo.write([eventOf(1)]);
    await set(RETRY);
    expect(fifo.refuse()).toBeUndefined();
    await ring(BLOCKED);
    expect(fifo.refuse()).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    fifo.write([eventOf(2)]);
    const file = await reader();
    await ring(RETRY);
    expect(await read(file, 2)).toEqual([auditText(eventOf(1)), auditText(eventOf(2))]);
    expect(fifo.refuse()).toBeUndefined();
    await fifo.close();
  });

  test('whose reader stops reading loses no line and no half of one', async () => {
    pipe();
    const { timer, ring } = alarms();
    const file = await reader();
    const fifo = await opened(timer);
    // A pipe takes 64 KiB: the rest waits until it is read.
    const events = Array.from({ length: 60 }, (_, n) => eventOf(n, 'x'.repeat(3_000)));
    fifo.write(events);
    await ring(BLOCKED);
    expect(fifo.refuse()).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    const told: string[] = [];
    const reading = (async () => {
      while (told.length < events.length) told.push(...(await read(file, 1)));
    })();
    let done = false;
    void reading.then(() => {
      done = true;
    });
    while (!done) await Promise.race([ring(RETRY), reading]);
    expect(told).toEqual(events.map(auditText));
    await fifo.close();
  });

  test('whose reader goes away tells the next one from the beginning of a line', async () => {
    pipe();
    const { timer, set, ring } = alarms();
    const first = await reader();
    const fifo = await opened(timer);
    fifo.write([eventOf(1)]);
    await read(first, 1);
    await first.close();
    readers.pop();
    fifo.write([eventOf(2)]);
    await set(RETRY);
    const second = await reader();
    await ring(RETRY);
    expect(await read(second, 1)).toEqual([auditText(eventOf(2))]);
    await fifo.close();
  });

  test('holds so many lines and no more, refuses then at once, and says how many it lost', async () => {
    pipe();
    const { timer, ring } = alarms();
    const fifo = await opened(timer);
    fifo.write(Array.from({ length: 10_003 }, (_, n) => eventOf(n)));
    expect(fifo.refuse()).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    const file = await reader();
    let told: readonly string[] | undefined;
    const reading = read(file, 10_001).then((all) => {
      told = all;
    });
    while (told === undefined) await Promise.race([ring(RETRY), reading]);
    expect(told).toHaveLength(10_001);
    expect(told.at(-1)).toBe('{"lost":3}');
    expect(fifo.refuse()).toBeUndefined();
    await fifo.close();
  });

  test('that takes nothing keeps nobody from the end', async () => {
    pipe();
    const { timer, set, ring } = alarms();
    const fifo = await opened(timer);
    fifo.write([eventOf(1)]);
    await ring(BLOCKED);
    await set(RETRY);
    const closing = fifo.close();
    await ring(RETRY);
    await closing;
  });
});

const EMPTY = { bytesRead: 0, buffer: Buffer.alloc(0) };

function ifEmpty(error: unknown) {
  if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return EMPTY;
  throw error;
}
