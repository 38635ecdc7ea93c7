import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { type Secret, secret } from '@connect-token/core';
import { exportJWK } from 'jose';
import type { TokenAuthority } from '../connect-token.ts';
import { newId } from '../identifier.ts';
import type { IssuedCredentials } from '../new-server.ts';

export interface CredentialsFile extends IssuedCredentials {
  /** JSON. */
  readonly text: Secret<string>;
}

const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** What GCM takes as it is. Source: NIST SP 800-38D §8.2. */
const NONCE_BYTES = 12;

/**
 * `1password-credentials.json` of a server. Its members are those of 1Password's own file; what is sealed in `encCredentials` is
 * ours: for which server it is, and the public key that tells tokens of this account. It opens with the key beside it and with no
 * other, and nothing in it is kept here. Source of the members: 1password.dev, "Set up a Connect server".
 */
export async function newCredentialsFile(
  { accountId, issuer, key }: TokenAuthority,
  serverId: string,
): Promise<CredentialsFile> {
  const uniqueKey = secret(randomBytes(KEY_BYTES));
  const keyId = newId();
  const deviceUuid = newId();
  const sealed = sealWith(uniqueKey, {
    account: accountId,
    server: serverId,
    deviceUuid,
    issuer,
    tokenKey: { ...(await exportJWK(key.publicKey)), kid: key.id },
  });
  const text = JSON.stringify(
    {
      verifier: verifierOf(uniqueKey),
      encCredentials: { kid: keyId, enc: 'A256GCM', cty: 'b5+jwk+json', ...sealed },
      version: '2',
      deviceUuid,
      uniqueKey: {
        alg: 'A256GCM',
        ext: true,
        k: uniqueKey.reveal().toString('base64url'),
        key_ops: ['encrypt', 'decrypt'],
        kty: 'oct',
        kid: keyId,
      },
    },
    null,
    2,
  );
  return { text: secret(`${text}\n`), deviceUuid, keyId };
}

interface Sealed {
  readonly iv: string;
  /** Ciphertext and tag. */
  readonly data: string;
}

function sealWith(key: Secret<Uint8Array>, content: unknown): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.reveal(), nonce);
  const data = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final(), cipher.getAuthTag()]);
  return { iv: nonce.toString('base64url'), data: data.toString('base64url') };
}

/** Tells whether a key is the file's, without opening anything. A random key needs no slow hash. */
function verifierOf(key: Secret<Uint8Array>): { readonly salt: string; readonly localHash: string } {
  const salt = randomBytes(SALT_BYTES);
  const hash = createHash('sha256').update(salt).update(key.reveal()).digest();
  return { salt: salt.toString('base64url'), localHash: hash.toString('base64url') };
}
