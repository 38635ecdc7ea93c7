import { instant } from '@connect-token/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_ID_RANDOM_BYTES, nextEventId } from './event-id.ts';

const random = fc.uint8Array({ minLength: EVENT_ID_RANDOM_BYTES, maxLength: EVENT_ID_RANDOM_BYTES });
const at = fc.nat({ max: 2 ** 41 }).map(instant);

test('an id is a ULID of its moment', () => {
  expect(nextEventId(null, instant(1_469_918_176_385), new Uint8Array(10))).toBe(
    '01ARYZ6S410000000000000000',
  );
  expect(nextEventId(null, instant(0), new Uint8Array(10).fill(255))).toBe('0000000000ZZZZZZZZZZZZZZZZ');
});

test('an id is greater than the one before, in the same millisecond and after the clock was set back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(at, random), { minLength: 2 }), (moments) => {
      let last: string | null = null;
      for (const [moment, bytes] of moments) {
        const id = nextEventId(last, moment, bytes);
        expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
        expect(last === null || id > last).toBe(true);
        last = id;
      }
    }),
  );
});
