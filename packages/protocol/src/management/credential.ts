import { CREDENTIAL_LIFETIME_MAX, CREDENTIAL_LIFETIME_MIN, CREDENTIAL_RIGHTS } from '@connect-token/core';
import * as z from 'zod';
import { CREDENTIAL_PATTERN } from './credential-text.ts';
import { idText, instantText, nameText } from './scalar.ts';

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
