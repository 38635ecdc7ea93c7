import type { Instant } from '@connect-token/core';

/** Crockford's base 32, in the order of its values. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const LENGTH = 26;

/** Random bytes of a ULID. */
export const EVENT_ID_RANDOM_BYTES = 10;

/** How far apart ids are that follow one another: two writers who see the same last id don't make the same next one. */
const STEP_MAX = 1n << 64n;

/**
 * A ULID that is greater than the one before, whatever the clock says: events of one millisecond, and those after a clock was set
 * back, stay in the order in which they happened. Source: the ULID specification, "Monotonicity", github.com/ulid/spec.
 */
export function nextEventId(last: string | null, at: Instant, random: Uint8Array): string {
  const noise = random.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  const fresh = (BigInt(at) << 80n) | noise;
  const after = last === null ? 0n : parse(last) + 1n + (noise % STEP_MAX);
  return format(fresh > after ? fresh : after);
}

const parse = (id: string): bigint =>
  [...id].reduce((value, character) => (value << 5n) | BigInt(ALPHABET.indexOf(character)), 0n);

function format(value: bigint): string {
  let rest = value;
  let text = '';
  for (let length = 0; length < LENGTH; length += 1) {
    text = `${ALPHABET.charAt(Number(rest & 31n))}${text}`;
    rest >>= 5n;
  }
  return text;
}

/** No event of this instant or a later one has a smaller id. */
export const firstIdAt = (at: Instant): string => format(BigInt(at) << 80n);
