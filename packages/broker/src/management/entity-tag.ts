import { createHash } from 'node:crypto';

/** A strong validator of a representation: two of one tag are the same, byte for byte. Source: RFC 9110 §8.8.3. */
export const entityTag = (representation: object): string =>
  `"${createHash('sha256').update(JSON.stringify(representation)).digest('base64url')}"`;

/**
 * Whether `If-Match` allows a change of something in that state; `null` where there is no such thing. Only strong tags match.
 * Source: RFC 9110 §13.1.1.
 */
export function matches(ifMatch: string, state: object | null): boolean {
  if (state === null) return false;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  return ifMatch.trim() === '*' || tags.includes(entityTag(state));
}
