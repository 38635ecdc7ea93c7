import { floorToSecond, type Instant } from '@connect-token/core';

/** An instant as RFC 3339 has it, in UTC, to the second below: `2026-11-01T12:15:00Z`. */
export const formatInstant = (at: Instant): string =>
  new Date(floorToSecond(at)).toISOString().replace('.000Z', 'Z');
