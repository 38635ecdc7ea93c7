import { randomBytes } from 'node:crypto';
import {
  type Clock,
  type IdGenerator,
  type Instant,
  instant,
  type Random,
  type Timer,
} from '@connect-token/core';

/** Two sources of time, in milliseconds: what the machine calls now, and what has passed since some moment. */
export interface TimeSources {
  readonly wall: () => number;
  readonly monotonic: () => number;
}

/**
 * A clock that nobody can hold back: the later of the wall clock and of what the wall said at first plus what has passed since. Set
 * back, it goes on, so that no lease lives longer; set forward, it follows, which ends leases early and nothing else (F33).
 */
export function createSteadyClock({ wall, monotonic }: TimeSources): Clock {
  let offset: number | undefined;
  return {
    now: (): Instant => {
      offset ??= wall() - monotonic();
      return instant(Math.floor(Math.max(wall(), offset + monotonic())));
    },
  };
}

export const systemClock: Clock = createSteadyClock({
  wall: () => Date.now(),
  monotonic: () => performance.now(),
});

export const systemTimer: Timer = {
  after: (span, work) => {
    const timeout = setTimeout(work, span * 1000);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};

export const systemRandom: Random = { fraction: () => Math.random() };

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_BYTES = 10;

/** Random bytes are asked for so many at a time: each call is one of the system, and takes ten times as long as what else an id is made of. */
const IDS_AT_A_TIME = 64;

/** 48 bits of time and 80 random bits in Crockford's base 32. Source: the ULID specification, github.com/ulid/spec. */
export const systemIds: IdGenerator = createIds();

function createIds(): IdGenerator {
  let random: Uint8Array = new Uint8Array();
  return {
    ulid: () => {
      if (random.length === 0) random = randomBytes(RANDOM_BYTES * IDS_AT_A_TIME);
      const noise = random.subarray(0, RANDOM_BYTES);
      // INVARIANT: no byte is used twice.
      random = random.subarray(RANDOM_BYTES);
      return `${base32(systemClock.now(), 10)}${base32(upTo40Bits(noise, 0), 8)}${base32(upTo40Bits(noise, 5), 8)}`;
    },
  };
}

function upTo40Bits(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let index = from; index < from + 5; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

/** So many digits, of a number of at most 53 bits. */
function base32(value: number, digits: number): string {
  let rest = value;
  let text = '';
  for (let length = 0; length < digits; length += 1) {
    text = `${CROCKFORD.charAt(rest % 32)}${text}`;
    rest = Math.floor(rest / 32);
  }
  return text;
}
