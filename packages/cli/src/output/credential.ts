import { type Credential, type Instant, type Person, refuseCredential } from '@connect-token/core';
import { nameById } from './name-by-id.ts';
import { formatTable } from './table.ts';
import { formatExpiry, formatTime } from './time.ts';

export const credentialRecord = (credential: Credential) => ({
  id: credential.id,
  name: credential.name,
  person_id: credential.personId,
  rights: credential.rights,
  created_at: formatTime(credential.createdAt),
  expires_at: formatTime(credential.expiresAt),
  revoked_at: credential.revokedAt === null ? null : formatTime(credential.revokedAt),
});

export function credentialTable(
  credentials: readonly Credential[],
  people: readonly Person[],
  now: Instant,
  colour: boolean,
): string {
  const nameOf = nameById(people);
  return formatTable(
    ['ID', 'NAME', 'PERSON', 'RIGHTS', 'STATE', 'EXPIRES'],
    credentials.map((credential) => {
      const state = stateOf(credential, now);
      return [
        credential.id,
        credential.name,
        nameOf(credential.personId) ?? credential.personId,
        credential.rights.join(', '),
        { text: state, style: state === 'ACTIVE' ? undefined : ('dim' as const) },
        formatExpiry(credential.expiresAt, now),
      ];
    }),
    colour,
  );
}

function stateOf(credential: Credential, now: Instant): 'ACTIVE' | 'EXPIRED' | 'REVOKED' {
  if (credential.revokedAt !== null) return 'REVOKED';
  return refuseCredential(credential, now) === undefined ? 'ACTIVE' : 'EXPIRED';
}
