import type { webcrypto } from 'node:crypto';
import { err, ok, type Result } from '@connect-token/core';
import { type CryptoKey, importJWK } from 'jose';
import { isJsonObject, type JsonObject, type JsonValue } from './strict-json.ts';

/** The one algorithm that ID tokens of GitHub are signed with, and that keys are made for (T15). */
export const ALGORITHM = 'RS256';

/** RFC 7518 §3.3 demands 2048 bits at least; beyond 8192 a verification costs more than it proves. */
const RSA_BITS_MIN = 2_048;
const RSA_BITS_MAX = 8_192;

/** GitHub publishes fewer than ten. */
const KEYS_MAX = 100;

/** Public keys by their `kid`; never empty. */
export type KeySet = ReadonlyMap<string, CryptoKey>;

/**
 * The usable keys of a JWK set: RSA, for signatures, 2048 to 8192 bits, with a `kid` of their own. Others are left out; a
 * document without a usable key is refused, so that it can't take the place of one that has some (F22).
 * Source: RFC 7517.
 */
export async function parseKeySet(document: JsonValue): Promise<Result<KeySet, string>> {
  const list = isJsonObject(document) ? document['keys'] : undefined;
  if (!Array.isArray(list)) return err('the key set has no list of keys');
  if (list.length > KEYS_MAX) return err(`the key set has more than ${KEYS_MAX} keys`);
  const keys = new Map<string, CryptoKey>();
  for (const entry of list as readonly JsonValue[]) {
    if (!isJsonObject(entry) || !isForUs(entry)) continue;
    const kid = String(entry['kid']);
    if (keys.has(kid)) return err('the key set has two keys with one `kid`');
    const key = await importKey(entry);
    if (key !== undefined) keys.set(kid, key);
  }
  return keys.size > 0 ? ok(keys) : err('the key set has no RSA key of 2048 bits or more for signatures');
}

const isForUs = ({ kty, kid, use, alg }: JsonObject): boolean =>
  kty === 'RSA' &&
  typeof kid === 'string' &&
  kid !== '' &&
  (use === undefined || use === 'sig') &&
  (alg === undefined || alg === ALGORITHM);

async function importKey({ n, e }: JsonObject): Promise<CryptoKey | undefined> {
  if (typeof n !== 'string' || typeof e !== 'string') return undefined;
  try {
    // Only the public half is taken over: whatever else the entry holds is not ours to keep.
    const key = await importJWK({ kty: 'RSA', n, e }, ALGORITHM);
    if (key instanceof Uint8Array) return undefined;
    const { modulusLength } = key.algorithm as webcrypto.RsaHashedKeyAlgorithm;
    return modulusLength >= RSA_BITS_MIN && modulusLength <= RSA_BITS_MAX ? key : undefined;
  } catch {
    return undefined;
  }
}
