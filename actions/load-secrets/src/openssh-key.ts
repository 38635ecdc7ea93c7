import { createPrivateKey, type webcrypto } from 'node:crypto';
import { err, ok, type Result, type Secret, secret } from '@connect-token/core';

const MAGIC = 'openssh-key-v1\0';

/** Tells a wrong passphrase from a right one, and there is none here: the same key is the same text each time. */
const CHECK = Buffer.alloc(8);

/** What the private part is filled up to where nothing is encrypted. */
const BLOCK = 8;

/**
 * A private key, Ed25519 or RSA, as OpenSSH's own programs write it, without a passphrase. One in that format stays as it is.
 * Source: OpenSSH, PROTOCOL.key; RFC 8709 and RFC 4253 §6.6 for the public part.
 */
export function toOpenSsh(key: Secret<string>): Result<Secret<string>, string> {
  const pem = key.reveal();
  if (pem.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) return ok(key);
  const jwk = readKey(pem);
  const parts = jwk === undefined ? undefined : partsOf(jwk);
  if (parts === undefined)
    return err('it is no private key of the kinds Ed25519 and RSA without a passphrase');
  const comment = text('');
  const unpadded = Buffer.concat([CHECK, ...parts.private, comment]);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK - (unpadded.length % BLOCK)) % BLOCK }, (_, index) => index + 1),
  );
  const whole = Buffer.concat([
    Buffer.from(MAGIC),
    text('none'),
    text('none'),
    text(''),
    number(1),
    blob(Buffer.concat(parts.public)),
    blob(Buffer.concat([unpadded, padding])),
  ]);
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? [];
  return ok(
    secret(
      ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n'),
    ),
  );
}

function readKey(pem: string): webcrypto.JsonWebKey | undefined {
  try {
    return createPrivateKey(pem).export({ format: 'jwk' });
  } catch {
    // What OpenSSL says of it may quote it.
    return undefined;
  }
}

interface Parts {
  readonly public: readonly Buffer[];
  readonly private: readonly Buffer[];
}

function partsOf({ kty, crv, x, d, n, e, p, q, qi }: webcrypto.JsonWebKey): Parts | undefined {
  if (kty === 'OKP' && crv === 'Ed25519' && x !== undefined && d !== undefined) {
    const point = bytes(x);
    const head = [text('ssh-ed25519'), blob(point)];
    return { public: head, private: [...head, blob(Buffer.concat([bytes(d), point]))] };
  }
  if (kty !== 'RSA' || !n || !e || !d || !p || !q || !qi) return undefined;
  const name = text('ssh-rsa');
  return {
    public: [name, integer(e), integer(n)],
    private: [name, ...[n, e, d, qi, p, q].map(integer)],
  };
}

const bytes = (base64url: string): Buffer => Buffer.from(base64url, 'base64url');

function number(value: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(value);
  return four;
}

/** With its length before it. Source: RFC 4251 §5, `string`. */
const blob = (value: Buffer): Buffer => Buffer.concat([number(value.length), value]);

const text = (value: string): Buffer => blob(Buffer.from(value));

/** A number that isn't negative: a zero before a first bit that is set. Source: RFC 4251 §5, `mpint`. */
function integer(base64url: string): Buffer {
  const value = bytes(base64url);
  return blob((value[0] ?? 0) > 127 ? Buffer.concat([Buffer.alloc(1), value]) : value);
}
