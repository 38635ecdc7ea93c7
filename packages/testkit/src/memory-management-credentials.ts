import { randomBytes } from 'node:crypto';
import { type Secret, secret, type Token } from '@connect-token/core';

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** A `1password-credentials.json` in form, with nothing behind it. Source: 1password.dev, "Get started with a Connect server". */
export function credentialsFile(): Secret<string> {
  const kid = random(16);
  const file = {
    verifier: { salt: random(16), localHash: random(32) },
    encCredentials: { kid, enc: 'A256GCM', cty: 'b5+jwk+json', iv: random(12), data: random(512) },
    version: '2',
    deviceUuid: randomBytes(13).toString('hex'),
    uniqueKey: {
      alg: 'A256GCM',
      ext: true,
      k: random(32),
      key_ops: ['encrypt', 'decrypt'],
      kty: 'oct',
      kid,
    },
  };
  return secret(JSON.stringify(file));
}

/** A token in form: its claims can be read, and its signature is of nobody. */
export function tokenText({ id, serverId }: Pick<Token, 'id' | 'serverId'>): Secret<string> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return secret(`${part({ alg: 'ES256', typ: 'JWT' })}.${part({ jti: id, sub: serverId })}.${random(64)}`);
}
