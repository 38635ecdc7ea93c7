import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '@connect-token/core';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether one of these secrets signed these bytes: as they came, before anybody reads them. Each secret is tried, whatever the others
 * say, and compared in constant time. Source: docs.github.com, "Validating webhook deliveries"; RFC 2104.
 */
export function isSigned(
  body: Uint8Array,
  signature: string | undefined,
  secrets: readonly Secret<string>[],
): boolean {
  const hex = SIGNATURE.exec(signature ?? '')?.[1];
  if (hex === undefined) return false;
  const given = Buffer.from(hex, 'hex');
  const fits = secrets.map((secret) =>
    timingSafeEqual(createHmac('sha256', secret.reveal()).update(body).digest(), given),
  );
  return fits.includes(true);
}
