import { parseDuration, quote, type Seconds, seconds } from '@connect-token/core';
import * as z from 'zod';

/** Shorter, and what a token did would be gone before anybody asks. */
const KEEP_MIN = seconds(86_400);

/** How long something is kept, as a text such as `90d`. */
export const keepEntry = z.string().transform((text, context): Seconds => {
  const span = parseDuration(text);
  if (span.ok && span.value >= KEEP_MIN) return span.value;
  context.addIssue({
    code: 'custom',
    message: `${quote(text)} is not a duration of at least a day, such as \`90d\``,
  });
  return z.NEVER;
});
