import { randomInt } from 'node:crypto';
import type { Instant } from '@connect-token/core';

/** What `meta` says of the store: the name that its tokens' names begin with, and when it was made. */
export const META = { instance: 'instance', createdAt: 'created_at' } as const;

/** The rows of `meta` that a new store begins with: its name is made once, and never again. */
export function introduction(now: Instant): readonly (readonly [key: string, value: string])[] {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const instance = Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
  return [
    [META.instance, instance],
    [META.createdAt, String(now)],
  ];
}
