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
/** 48 bits of time and 80 random bits in Crockford's base 32. Source: the ULID specification, github.com/ulid/spec. */
export const systemIds: IdGenerator = {
  ulid: () => {
    const random = randomBytes(10).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
    let rest = (BigInt(systemClock.now()) << 80n) | random;
    let text = '';
    for (let length = 0; length < 26; length += 1) {
      text = `${CROCKFORD[Number(rest & 31n)]}${text}`;
      rest >>= 5n;
    }
    return text;
  },
};
