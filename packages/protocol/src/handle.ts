import { createHash, randomBytes } from 'node:crypto';

/**
 * What a client makes and remembers before it asks for anything: `cth_` and 256 random bits in base64url. Whoever holds it can
 * end that one lease and do nothing else.
 */
export const HANDLE_PATTERN = /^cth_[A-Za-z0-9_-]{43}$/;

export const newHandle = (): string => `cth_${randomBytes(32).toString('base64url')}`;

export const isHandle = (text: string): boolean => HANDLE_PATTERN.test(text);

/** The `Idempotency-Key` of a handle: base64url(SHA-256(handle)), 43 characters. The handle itself is never stored. */
export const keyOfHandle = (handle: string): string =>
  createHash('sha256').update(handle).digest('base64url');

export const IDEMPOTENCY_KEY_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** How a token is remembered: SHA-256 of its text in lower-case hex. */
export const sha256OfToken = (token: string): string => createHash('sha256').update(token).digest('hex');
