import { randomBytes } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

const LENGTH = 26;

/** Random bytes are asked for so many ids at a time: each call is one of the system, and takes longer than what else an id is made of. */
const IDS_AT_A_TIME = 64;

/** An id as 1Password makes them: 26 characters, here 130 random bits in base 32. */
export const newId: () => string = createIds();

function createIds(): () => string {
  let random: Uint8Array = new Uint8Array();
  return () => {
    if (random.length === 0) random = randomBytes(LENGTH * IDS_AT_A_TIME);
    let id = '';
    // 32 divides 256, so every character is as likely as any other.
    for (const byte of random.subarray(0, LENGTH)) id += ALPHABET.charAt(byte % ALPHABET.length);
    // INVARIANT: no byte is used twice.
    random = random.subarray(LENGTH);
    return id;
  };
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
