import { type FailureOf, ok, type Result, secret } from '@connect-token/core';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { type Place, type SealingKey, type SealProblem, seal } from './seal.ts';
import { openSealed, type Sealing } from './sealing.ts';

export const TOKEN_ALGORITHM = 'ES256';

/** What an account signs its tokens with, and tells them by. Nothing can export the private half from it. */
export interface SigningKey {
  /** The thumbprint of the public half (RFC 7638). */
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export const SIGNING_KEY_PLACE: Place = { table: 'account', row: 'signing_key', version: 1 };

/** A new key, sealed. */
export async function newSigningKey(sealingKey: SealingKey): Promise<Uint8Array> {
  const { privateKey } = await generateKeyPair(TOKEN_ALGORITHM, { extractable: true });
  const jwk = secret(await exportJWK(privateKey));
  return seal(sealingKey, SIGNING_KEY_PLACE, Buffer.from(JSON.stringify(jwk.reveal())));
}

/**
 * The public half comes out of the sealed private one, and is kept nowhere else: who can write to the database can't put a key of
 * their own in its place (T39).
 */
export async function openSigningKey(
  sealing: Sealing,
  sealed: Uint8Array,
): Promise<Result<SigningKey, SealProblem>> {
  const plain = openSealed(sealing, SIGNING_KEY_PLACE, sealed);
  if (!plain.ok) return plain;
  const whole = secret(JSON.parse(Buffer.from(plain.value).toString()) as JWK);
  const { d: _, ...half } = whole.reveal();
  return ok({
    id: await calculateJwkThumbprint(half),
    privateKey: await imported(whole.reveal(), { extractable: false }),
    publicKey: await imported(half, { extractable: true }),
  });
}

/** Why an account can't be opened. `path`: of its store. */
export function keyFailure(
  problem: SealProblem,
  path: string,
): FailureOf<'SEALING_KEY_WRONG' | 'STORE_UNAVAILABLE'> {
  switch (problem) {
    case 'wrong-key':
      return { code: 'SEALING_KEY_WRONG', path };
    case 'damaged':
      return { code: 'STORE_UNAVAILABLE', cause: "the account's signing key is damaged" };
  }
}

async function imported(jwk: JWK, options: { readonly extractable: boolean }): Promise<CryptoKey> {
  const key = await importJWK(jwk, TOKEN_ALGORITHM, options);
  if (key instanceof Uint8Array) throw new Error('invariant: an elliptic curve key that is a secret');
  return key;
}
