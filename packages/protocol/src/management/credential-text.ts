import { createHash, randomBytes } from 'node:crypto';

/** What the management API is called with: `ctm_` and 256 random bits in base64url. */
export const CREDENTIAL_PATTERN = /^ctm_[A-Za-z0-9_-]{43}$/;

export const newCredential = (): string => `ctm_${randomBytes(32).toString('base64url')}`;

export const isCredential = (text: string): boolean => CREDENTIAL_PATTERN.test(text);

/** How a credential is remembered: SHA-256 of its text in lower-case hex. Random bits need no salt and no slow hash. */
export const sha256OfCredential = (text: string): string => createHash('sha256').update(text).digest('hex');
