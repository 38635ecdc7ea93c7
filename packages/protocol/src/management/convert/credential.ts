import {
  type Credential,
  type CredentialOrder,
  type IssuedCredential,
  seconds,
  secret,
} from '@connect-token/core';
import type * as z from 'zod';
import type { credentialJson, credentialOrderJson, issuedCredentialJson } from '../credential.ts';
import { formatInstant, parseInstant } from './instant.ts';

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
