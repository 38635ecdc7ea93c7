import { createHash, randomBytes } from 'node:crypto';
import {
  CREDENTIAL_LIFETIME_MAX,
  CREDENTIAL_LIFETIME_MIN,
  CREDENTIAL_RIGHTS,
  type Credential,
  type CredentialOrder,
  type IssuedCredential,
  seconds,
  secret,
} from '@connect-token/core';
import * as z from 'zod';
import { formatInstant, idText, instantText, nameText, parseInstant } from './scalar.ts';

/** What the management API is called with: `ctm_` and 256 random bits in base64url. */
export const CREDENTIAL_PATTERN = /^ctm_[A-Za-z0-9_-]{43}$/;

export const newCredential = (): string => `ctm_${randomBytes(32).toString('base64url')}`;

export const isCredential = (text: string): boolean => CREDENTIAL_PATTERN.test(text);

/** How a credential is remembered: SHA-256 of its text in lower-case hex. Random bits need no salt and no slow hash. */
export const sha256OfCredential = (text: string): string => createHash('sha256').update(text).digest('hex');

const rights = z.tuple([z.enum(CREDENTIAL_RIGHTS)], z.enum(CREDENTIAL_RIGHTS));

const LIFETIME_TEXT = `seconds, from ${CREDENTIAL_LIFETIME_MIN} to ${CREDENTIAL_LIFETIME_MAX}`;

export const credentialJson = z
  .object({
    id: idText,
    name: z.string(),
    person_id: idText,
    rights,
    created_at: instantText,
    expires_at: instantText,
    revoked_at: z.nullable(instantText),
  })
  .meta({ id: 'Credential' });

export const credentialOrderJson = z
  .strictObject({
    name: nameText,
    person_id: idText,
    rights: rights.check(z.maxLength(CREDENTIAL_RIGHTS.length)),
    expires_in: z.optional(z.int().min(0).meta({ description: LIFETIME_TEXT })),
  })
  .meta({ id: 'CredentialOrder' });

/** `secret` is the credential itself: shown once, kept as its SHA-256 only. */
export const issuedCredentialJson = z
  .object({ credential: credentialJson, secret: z.string().regex(CREDENTIAL_PATTERN) })
  .meta({ id: 'IssuedCredential' });

export const formatCredential = (credential: Credential): z.infer<typeof credentialJson> => {
  const [first, ...more] = credential.rights;
  return {
    id: credential.id,
    name: credential.name,
    person_id: credential.personId,
    rights: [first, ...more],
    created_at: formatInstant(credential.createdAt),
    expires_at: formatInstant(credential.expiresAt),
    revoked_at: credential.revokedAt === null ? null : formatInstant(credential.revokedAt),
  };
};

export const parseCredential = (json: z.infer<typeof credentialJson>): Credential => ({
  id: json.id,
  name: json.name,
  personId: json.person_id,
  rights: json.rights,
  createdAt: parseInstant(json.created_at),
  expiresAt: parseInstant(json.expires_at),
  revokedAt: json.revoked_at === null ? null : parseInstant(json.revoked_at),
});

export const formatCredentialOrder = (order: CredentialOrder): z.infer<typeof credentialOrderJson> => {
  const [first, ...more] = order.rights;
  return {
    name: order.name,
    person_id: order.personId,
    rights: [first, ...more],
    ...(order.lifetime === undefined ? {} : { expires_in: order.lifetime }),
  };
};

export const parseCredentialOrder = (json: z.infer<typeof credentialOrderJson>): CredentialOrder => ({
  name: json.name,
  personId: json.person_id,
  rights: json.rights,
  lifetime: json.expires_in === undefined ? undefined : seconds(json.expires_in),
});

export const formatIssuedCredential = (issued: IssuedCredential): z.infer<typeof issuedCredentialJson> => ({
  credential: formatCredential(issued.credential),
  secret: issued.secret.reveal(),
});

export const parseIssuedCredential = (json: z.infer<typeof issuedCredentialJson>): IssuedCredential => ({
  credential: parseCredential(json.credential),
  secret: secret(json.secret),
});
