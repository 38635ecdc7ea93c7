import { keyOfHandle, newHandle, TOKEN_EXCHANGE_GRANT } from '@connect-token/protocol';

export const AUDIENCE = 'https://broker.acme.example';
export const REPOSITORY_ID = '501002003';
export const OWNER_ID = '9001';

/** One mint and its end, written out before the clock runs. */
export interface Wish {
  readonly handle: string;
  readonly key: string;
  readonly body: string;
}

const DETAILS = JSON.stringify([
  { type: 'connect_vaults', vaults: [{ vault: 'Production', permissions: ['read'] }], expires_in: 900 },
]);

export function wishOf(idToken: string): Wish {
  const handle = newHandle();
  const body = new URLSearchParams({
    grant_type: TOKEN_EXCHANGE_GRANT,
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    audience: 'Production',
    authorization_details: DETAILS,
  });
  return { handle, key: keyOfHandle(handle), body: body.toString() };
}
