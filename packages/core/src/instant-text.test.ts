import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInstant } from './instant-text.ts';
import { instant } from './time.ts';

/** From year 0 to the end of 9999. */
const FIRST = -62_167_219_200_000;
const LAST = 253_402_300_799_999;

test('an instant is told as the platform tells it, in any year of four digits', () => {
  const edges = [FIRST, -1, 0, 951_782_399_999, 951_782_400_000, 4_107_542_400_000 - 1, LAST];
  for (const at of edges) expect(formatInstant(instant(at))).toBe(new Date(at).toISOString());
  fc.assert(
    fc.property(fc.integer({ min: FIRST, max: LAST }), (at) => {
      expect(formatInstant(instant(at))).toBe(new Date(at).toISOString());
    }),
  );
});
