import { randomBytes } from 'node:crypto';
import { type Clock, type IdGenerator, instant, type Timer } from '@connect-token/core';

export const systemClock: Clock = { now: () => instant(Date.now()) };

export const systemTimer: Timer = {
  after: (span, work) => {
    const timeout = setTimeout(work, span * 1000);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};

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
