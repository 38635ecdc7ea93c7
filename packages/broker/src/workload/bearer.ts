import { err, type FailureOf, ok, type Result, type Secret, secret } from '@connect-token/core';
import { malformed } from '../sts/form.ts';

/** The ID token of an `Authorization` header. Source: RFC 6750 §2.1; RFC 9110 §11.1, by which the scheme's case is anybody's. */
export function parseBearer(
  header: string | undefined,
): Result<Secret<string>, FailureOf<'REQUEST_MALFORMED'>> {
  const idToken = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
  return idToken === undefined
    ? err(malformed("the `Authorization` header is not `Bearer` and the job's ID token"))
    : ok(secret(idToken));
}
