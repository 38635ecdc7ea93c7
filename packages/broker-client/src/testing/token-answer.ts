import type { TokenAnswer } from '@connect-token/protocol/sts';

export const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJ0b2tlbiJ9.c2lnbmF0dXJl';

export const LEASE_ID = '01JD0000000000000000000000';

/** A mint's answer as the broker gives it, with what a test wants otherwise. */
export const tokenAnswerOf = (more: Partial<Record<keyof TokenAnswer, unknown>> = {}): object => ({
  access_token: TOKEN,
  issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  token_type: 'Bearer',
  expires_in: 900,
  authorization_details: [
    {
      type: 'connect_vaults',
      locations: ['https://connect.acme.example'],
      server: { id: 'SERVERAAAAAAAAAAAAAAAAAAAA', name: 'Production' },
      vaults: [{ vault: 'vaultaaaaaaaaaaaaaaaaaaaaa', name: 'Production', permissions: ['read'] }],
      expires_in: 900,
    },
  ],
  lease_id: LEASE_ID,
  ...more,
});
