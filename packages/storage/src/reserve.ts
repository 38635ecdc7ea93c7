import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const RESERVE_FILE = 'reserve';

/** Some twenty commits of ends: each touches a dozen pages of 4 KiB, and those of one turn share one commit. */
const RESERVE_BYTES = 1024 * 1024;

/** Between two looks whether there is space again: each is a call to the file system. */
const LOOK_EVERY_MS = 1_000;

/** What opening a database takes at the least: a write-ahead log and its index. */
const OPENING_BYTES = 128 * 1024;

/**
 * Space that is kept back in a file of its own. On a full disk nothing new may begin, but what has begun must be ended and written
 * down (F15): the file is given up for that, and made again once there is space.
 */
export interface Reserve {
  /** `false` while the space is given up: then what only adds is refused, because it would take what the ends need. */
  held(): boolean;
  /** Gives the space up; `false` where there is none left to give. */
  spend(): boolean;
}

/** Makes the file where there is space for it. A disk that is nearly full at the start gets the space back, to be opened at all. */
export function openReserve(directory: string, nowMs: () => number = () => performance.now()): Reserve {
  const path = join(directory, RESERVE_FILE);
  let lookedAt = nowMs();
  let held = isWhole(path);
  if (held && freeBytes(path) < OPENING_BYTES) held = !remove(path);
  else if (!held) held = make(path);
  return {
    held: () => {
      if (!held && nowMs() >= lookedAt + LOOK_EVERY_MS) {
        lookedAt = nowMs();
        held = make(path);
      }
      return held;
    },
    spend: () => {
      const given = held && remove(path);
      if (given) held = false;
      lookedAt = nowMs();
      return given;
    },
  };
}

function isWhole(path: string): boolean {
  try {
    return statSync(path).size === RESERVE_BYTES;
  } catch {
    return false;
  }
}

/** Only where as much is free beside it: else the next commit would take it away again. */
function make(path: string): boolean {
  try {
    if (freeBytes(path) < 2 * RESERVE_BYTES) return false;
    const file = openSync(path, 'w', 0o600);
    try {
      // Random: a file system that compresses would keep no space for zeros.
      let left: Uint8Array = randomBytes(RESERVE_BYTES);
      while (left.length > 0) left = left.subarray(writeSync(file, left));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return true;
  } catch {
    remove(path);
    return false;
  }
}

function remove(path: string): boolean {
  try {
    rmSync(path, { force: true });
    return true;
  } catch {
    return false;
  }
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}
