import { createHmac } from 'node:crypto';
import type { Instant } from '@connect-token/core';

/** What one-time passwords are made from. */
export interface Seed {
  readonly key: Buffer;
  readonly digits: number;
  readonly periodSeconds: number;
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
}

/** The digits of a moment. RFC 6238 §4.2: HOTP (RFC 4226 §5.3) of the number of periods since 1970. */
export function oneTimePassword({ key, digits, periodSeconds, algorithm }: Seed, at: Instant): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 1_000 / periodSeconds)));
  const hash = createHmac(algorithm, key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

const ALGORITHMS = { SHA1: 'sha1', SHA256: 'sha256', SHA512: 'sha512' } as const;

/**
 * An `otpauth://totp/` URL, or the bare secret in base 32, for which the usual six digits in thirty seconds hold. `undefined` for any
 * other text.
 */
export function parseSeed(text: string): Seed | undefined {
  const trimmed = text.trim();
  if (!/^otpauth:/i.test(trimmed)) return seedOf(trimmed, '6', '30', 'SHA1');
  if (!URL.canParse(trimmed)) return undefined;
  const { host, searchParams } = new URL(trimmed);
  if (host.toLowerCase() !== 'totp') return undefined;
  const parameter = (name: string, usual: string): string => searchParams.get(name) ?? usual;
  return seedOf(
    parameter('secret', ''),
    parameter('digits', '6'),
    parameter('period', '30'),
    parameter('algorithm', 'SHA1').toUpperCase().replace('-', ''),
  );
}

function seedOf(secret: string, digits: string, period: string, algorithm: string): Seed | undefined {
  const key = decodeBase32(secret);
  const known = Object.entries(ALGORITHMS).find(([name]) => name === algorithm)?.[1];
  // RFC 4226 §5.3 gives 31 bits: ten digits are all that there are.
  if (key === undefined || known === undefined || !/^(?:[1-9]|10)$/.test(digits)) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(period)) return undefined;
  return { key, digits: Number(digits), periodSeconds: Number(period), algorithm: known };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 §6, as people type it: in any case, with spaces or hyphens, without padding. */
function decodeBase32(text: string): Buffer | undefined {
  const letters = text.toUpperCase().replaceAll(/[\s-]|=+$/g, '');
  if (letters === '') return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let pending = 0;
  for (const letter of letters) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return undefined;
    pending = ((pending << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((pending >> bits) & 0xff);
  }
  return bytes.length === 0 ? undefined : Buffer.from(bytes);
}
