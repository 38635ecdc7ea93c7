import { type Secret, secret } from '@connect-token/core';

const VARIABLE = 'DATABASE_URL';

/**
 * The PostgreSQL database that replicas share, in place of a file in the data directory; `null` where there is none. It may hold a
 * password: no child process and no crash report inherits it.
 */
export function takeDatabaseUrl(env: Record<string, string | undefined>): Secret<string> | null {
  const text = env[VARIABLE] ?? '';
  delete env[VARIABLE];
  return text === '' ? null : secret(text);
}
