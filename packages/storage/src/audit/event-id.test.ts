import { instant } from '@connect-token/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_ID_RANDOM_BYTES, firstIdAt, nextEventId } from './event-id.ts';

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

test('two writers who see the same last event make two ids', () => {
  fc.assert(
    fc.property(random, random, (one, other) => {
      fc.pre(one.slice(2).some((byte, index) => byte !== other[index + 2]));
      const last = nextEventId(null, instant(1_000), new Uint8Array(10).fill(255));
      expect(nextEventId(last, instant(1_000), one)).not.toBe(nextEventId(last, instant(1_000), other));
    }),
  );
});

test('the first id of an instant is greater than those before, and no greater than those of it', () => {
  fc.assert(
    fc.property(at, random, (moment, bytes) => {
      expect(firstIdAt(moment) <= nextEventId(null, moment, bytes)).toBe(true);
      expect(firstIdAt(instant(moment + 1)) > nextEventId(null, moment, bytes)).toBe(true);
    }),
  );
});
