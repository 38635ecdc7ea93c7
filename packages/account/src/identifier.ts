import { createRandomBytes } from './random-bytes.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

const LENGTH = 26;

const random = createRandomBytes(LENGTH);

/** An id as 1Password makes them: 26 characters, here 130 random bits in base 32. */
export function newId(): string {
  let id = '';
  // 32 divides 256, so every character is as likely as any other.
  for (const byte of random()) id += ALPHABET.charAt(byte % ALPHABET.length);
  return id;
}

/** The ids of servers are upper case. */
export const newServerId = (): string => newId().toUpperCase();

/** An id as servers' are stored. A text that is no id stays none: JavaScript's own folding turns some letters into others. */
export const upperAscii = (id: string): string => id.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

/** What a look-up by id finds a thing by that was given none: no text of a person holds a control character. */
export const standInId = (position: number): string => `\0${position}`;

export const isStandIn = (id: string): boolean => id.startsWith('\0');

export const LOWER_ID = /^[a-z0-9]{26}$/;

export const UPPER_ID = /^[A-Z0-9]{26}$/;
