import type { FailureOf } from '@connect-token/core';
import type { Form } from './form.ts';

const CREDENTIALS = ['client_secret', 'client_assertion', 'client_assertion_type'] as const;

/**
 * Clients are public here: the ID token or the handle is all the proof there is. A client that sends a secret believes in an
 * authentication that doesn't take place, so it is told. `client_id` alone proves nothing and is ignored.
 * Source: RFC 6749 §2.1, §5.2 (`invalid_client`).
 */
export function refuseClientSecret(form: Form): FailureOf<'CLIENT_AUTHENTICATION_REFUSED'> | undefined {
  const given = CREDENTIALS.find((name) => form.has(name));
  return given === undefined ? undefined : { code: 'CLIENT_AUTHENTICATION_REFUSED', given };
}

/** The same for the `Authorization` header, which is refused before the body is read. */
export const refuseAuthorization = (
  header: string | undefined,
): FailureOf<'CLIENT_AUTHENTICATION_REFUSED'> | undefined =>
  header === undefined
    ? undefined
    : { code: 'CLIENT_AUTHENTICATION_REFUSED', given: '`Authorization` header' };
