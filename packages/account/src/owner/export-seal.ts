import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { err, ok, type Result } from '@connect-token/core';
import type { SealingKey, SealProblem } from '../seal.ts';

/** Where a value stands in an account file. It opens there and nowhere else: a file can't be edited so that a secret moves (T39). */
export interface ExportPlace {
  readonly vaultId: string;
  readonly itemId: string;
  readonly kind: 'field' | 'file';
  readonly id: string;
}

const ALGORITHM = 'aes-256-gcm';
/** Beside the format of rows, which is 1: neither is ever taken for the other. */
const FORMAT = 2;
const KEY_ID_BYTES = 8;
const HEADER_BYTES = 1 + KEY_ID_BYTES;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Base64 of format (1 byte) · key id (8) · nonce (12) · ciphertext · tag (16). The nonce is an HMAC of the place and the value under a
 * key of its own, as a synthetic IV is (RFC 5297 §1.3), so that an export of the same account reads the same: it shows that a value is
 * the one of an earlier export, and nothing else of it. Two values of one nonce are out of reach: the 2^48 that a chance would need are
 * far above what an account holds in its life.
 */
export function sealForExport(key: SealingKey, place: ExportPlace, plain: Uint8Array): string {
  const header = Buffer.concat([Buffer.of(FORMAT), key.id]);
  const bound = boundData(header, place);
  const nonce = createHmac('sha256', derived(key, 'nonce'))
    .update(lengthOf(bound))
    .update(bound)
    .update(plain)
    .digest()
    .subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, derived(key, 'key'), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  const sealed = [header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString('base64');
}

export function openFromExport(
  key: SealingKey,
  place: ExportPlace,
  text: string,
): Result<Uint8Array, SealProblem> {
  const sealed = Buffer.from(text, 'base64');
  if (sealed.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || sealed[0] !== FORMAT) return err('damaged');
  const header = sealed.subarray(0, HEADER_BYTES);
  if (!Buffer.from(key.id).equals(header.subarray(1))) return err('wrong-key');
  const tagAt = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, derived(key, 'key'), nonce, { authTagLength: TAG_BYTES });
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

/** Keys of exports are their own: no nonce of theirs stands beside one of a row. */
const derived = ({ key }: SealingKey, use: 'nonce' | 'key'): KeyObject =>
  createSecretKey(createHmac('sha256', key.reveal()).update(`connect-token export ${use}`).digest());

const boundData = (header: Uint8Array, { vaultId, itemId, kind, id }: ExportPlace): Buffer =>
  Buffer.concat([header, Buffer.from(JSON.stringify([vaultId, itemId, kind, id]))]);

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}
