import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { err, ok, type Result, Secret } from '@connect-token/core';

export const SEALING_KEY_BYTES = 32;

/** What secrets at rest are sealed under. */
export interface SealingKey {
  /** 8 bytes that tell one key from another and say nothing of it. */
  readonly id: Uint8Array;
  readonly key: Secret<KeyObject>;
}

/** Where a sealed value belongs. Sealed for one place it opens at no other, so rows can't be swapped (T39). */
export interface Place {
  readonly table: string;
  readonly row: string;
  readonly version: number;
}

/** `damaged`: not what was sealed, or not for this place. */
export type SealProblem = 'wrong-key' | 'damaged';

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 1;
const KEY_ID_BYTES = 8;
const HEADER_BYTES = 1 + KEY_ID_BYTES;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Throws on a broken invariant: another number of bytes than a key has. */
export function sealingKey(bytes: Uint8Array): SealingKey {
  if (bytes.length !== SEALING_KEY_BYTES) throw new RangeError('invariant: a sealing key of another length');
  const id = createHmac('sha256', bytes)
    .update('connect-token sealing key id')
    .digest()
    .subarray(0, KEY_ID_BYTES);
  return { id, key: new Secret(createSecretKey(bytes)) };
}

/**
 * Format (1 byte) · key id (8) · nonce (12) · ciphertext · tag (16). The key id is there so that a later rekeying knows which rows
 * it has done. A fresh random nonce each time: GCM allows 2^32 seals under one key, far above the writes of an account.
 * Source: NIST SP 800-38D §8.3.
 */
export function seal(key: SealingKey, place: Place, plain: Uint8Array): Uint8Array {
  const header = Buffer.concat([Buffer.of(FORMAT), key.id]);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key.key.reveal(), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundData(header, place));
  return Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The id of the key that something was sealed under. */
export const keyIdOf = (sealed: Uint8Array): Uint8Array => sealed.subarray(1, HEADER_BYTES);

export const sameKeyId = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

export function open(key: SealingKey, place: Place, sealed: Uint8Array): Result<Uint8Array, SealProblem> {
  if (sealed.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || sealed[0] !== FORMAT) return err('damaged');
  const header = sealed.subarray(0, HEADER_BYTES);
  if (!sameKeyId(key.id, keyIdOf(sealed))) return err('wrong-key');
  const tagAt = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  // Without its length a shorter tag would do, and a shorter tag is easier to guess.
  const decipher = createDecipheriv(ALGORITHM, key.key.reveal(), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundData(header, place));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plain = decipher.update(sealed.subarray(HEADER_BYTES + NONCE_BYTES, tagAt));
  try {
    decipher.final();
  } catch {
    return err('damaged');
  }
  return ok(plain);
}

/** JSON keeps the parts apart: no two places share one text. */
function boundData(header: Uint8Array, { table, row, version }: Place): Uint8Array {
  const text = JSON.stringify([table, row, version]);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(text));
  bytes.set(header);
  bytes.write(text, HEADER_BYTES);
  return bytes;
}
