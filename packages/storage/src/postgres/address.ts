import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { err, ok, type Result, type Secret } from '@connect-token/core';
import type { ClientConfig } from 'pg';

/** Where a database is and how to get in. */
export interface Address {
  /** For messages: without the password, and whatever else stands in the URL. */
  readonly label: string;
  readonly login: Pick<ClientConfig, 'host' | 'port' | 'user' | 'password' | 'database' | 'ssl'>;
}

const SCHEMES = ['postgres:', 'postgresql:'];
const PARAMETERS = ['host', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey'] as const;
const TLS_MODES = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
const PORT = 5432;

type Tls = (typeof TLS_MODES)[number];

/**
 * `postgres://user:password@host:5432/database?sslmode=verify-full`; a directory of a Unix socket goes into `host=`. What the URL
 * leaves out comes from the environment (`PGUSER`, `PGPASSWORD`) or `~/.pgpass`. Every `sslmode` but `disable` verifies the server's
 * certificate, and over a network one has to be said: a password and every lease would travel in the clear by a mere omission.
 * Fails with what is wrong, never with the URL itself.
 * Source: postgresql.org/docs/current/libpq-connect.html, "Connection URIs".
 */
export function parseAddress(url: Secret<string>): Result<Address, string> {
  const text = url.reveal();
  if (!URL.canParse(text)) return err('it is not a URL such as `postgres://user@host:5432/database`');
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(text);
  if (!SCHEMES.includes(protocol)) return err('its URL does not begin with `postgres://`');
  const unknown = [...searchParams.keys()].find((key) => !PARAMETERS.some((known) => known === key));
  if (unknown !== undefined)
    return err(
      `its URL has a parameter that is none of ${PARAMETERS.map((each) => `\`${each}\``).join(', ')}`,
    );
  const database = decode(pathname.slice(1));
  if (database === '') return err('its URL names no database');
  const socket = searchParams.get('host');
  const host = socket ?? hostname.replace(/^\[|\]$/g, '');
  if (host === '') return err('its URL names no host');
  const mode = tlsMode(searchParams.get('sslmode'), host);
  if (!mode.ok) return mode;
  const ssl = tlsOptions(mode.value, searchParams);
  if (!ssl.ok) return ssl;
  const login = {
    host,
    port: port === '' ? PORT : Number(port),
    database,
    ssl: ssl.value,
    ...(username === '' ? {} : { user: decode(username) }),
    ...(password === '' ? {} : { password: decode(password) }),
  };
  return ok({
    label: `postgres://${host.includes(':') ? `[${host}]` : host}:${login.port}/${database}`,
    login,
  });
}

function tlsMode(asked: string | null, host: string): Result<Tls, string> {
  if (asked === null)
    return isHere(host)
      ? ok('disable')
      : err('its URL needs `sslmode=verify-full`, or `sslmode=disable` where nobody else is on the way');
  const mode = TLS_MODES.find((each) => each === asked);
  return mode === undefined
    ? err(`its URL's \`sslmode\` is none of ${TLS_MODES.map((each) => `\`${each}\``).join(', ')}`)
    : ok(mode);
}

const isHere = (host: string): boolean =>
  host.startsWith('/') ||
  host === 'localhost' ||
  host === '::1' ||
  (isIP(host) === 4 && host.startsWith('127.'));

function tlsOptions(
  mode: Tls,
  parameters: URLSearchParams,
): Result<NonNullable<ClientConfig['ssl']>, string> {
  if (mode === 'disable') return ok(false);
  const read = (name: string): string | undefined => {
    const path = parameters.get(name);
    return path === null ? undefined : readFileSync(path, 'utf8');
  };
  try {
    const [ca, cert, key] = [read('sslrootcert'), read('sslcert'), read('sslkey')];
    return ok({
      rejectUnauthorized: true,
      // The chain, but not the name: for servers whose certificate says another one.
      ...(mode === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    });
  } catch {
    return err('a certificate file that its URL names can not be read');
  }
}

/** A stray `%` is taken as it stands: the server says what is wrong with the name. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
