import { type Instant, instant } from '@connect-token/core';

export const formatInstant = (at: Instant): string => new Date(at).toISOString();

/** Of a text that `instantText` let pass. */
export const parseInstant = (text: string): Instant => instant(Date.parse(text));
