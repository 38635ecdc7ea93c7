/**
 * What keeps the database from working, by the class or the code of its error, in plain words.
 * Source: postgresql.org/docs/current/errcodes-appendix.html
 */
const TROUBLES: readonly (readonly [prefix: string, words: string])[] = [
  ['08', 'the connection to the database server is lost'],
  ['25006', 'the database may not be written'],
  ['25P03', 'a transaction was idle for too long'],
  ['28', 'the database server refuses the login'],
  ['3D000', 'there is no such database'],
  ['42501', 'the database user lacks a right'],
  ['53100', 'the disk is full'],
  ['53200', 'out of memory'],
  ['53300', 'the database server has no connection left'],
  ['55P03', 'another transaction holds a lock for too long'],
  ['57014', 'a statement took too long'],
  ['57P', 'the database server is stopping or starting'],
  ['58030', 'the disk reports an error'],
  ['XX001', 'the database is damaged'],
  ['XX002', 'the database is damaged'],
];

const UNREACHABLE = "the database server can't be reached";
const LOST = 'the connection to the database server is lost';
const SLOW = 'the database server does not answer';

/** Errors of the connection, which say nothing about a statement. `pg` has no codes for its own. */
const CONNECTION: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES)$/, UNREACHABLE],
  [/^(?:ECONNRESET|EPIPE|ETIMEDOUT|ECONNABORTED)$/, LOST],
  [/timeout exceeded when trying to connect|connection timeout/i, SLOW],
  [/query read timeout/i, SLOW],
  [/connection terminated|connection error|connection ended|client was closed|not queryable/i, LOST],
  [
    /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)|does not support SSL/,
    "the database server's TLS certificate is not accepted",
  ],
];

/** Five characters that the server gives; `undefined` for an error of the connection or of the program. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && isFromServer(error) ? code : undefined;
}

/** `undefined` where the error is another one: a statement's, or the program's own. */
export function troubleOf(error: unknown): string | undefined {
  const state = sqlStateOf(error);
  if (state !== undefined) return TROUBLES.find(([prefix]) => state.startsWith(prefix))?.[1];
  return connectionTroubleOf(error);
}

/** Whether the connection is of no use any more. */
export function isLost(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state === undefined) return connectionTroubleOf(error) !== undefined;
  // A server that went from primary to standby, or is going away, is left for the one that comes.
  return /^(?:08|57P|25006|25P03)/.test(state) || isStalePlan(error);
}

/** Whether it waited in vain for a lock of somebody else's: with other rows it might have had nothing to wait for. */
export const isHeldUp = (error: unknown): boolean => sqlStateOf(error) === '55P03';

/**
 * Whether another run may do what this one could not, its transaction being rolled back: somebody else came first (a serialization
 * failure, a deadlock, the same unique key), another replica has changed the schema under a prepared statement, or the connection
 * was a server's that is gone. Who waited in vain doesn't wait again.
 */
export function isWorthAnotherRun(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state === undefined) return connectionTroubleOf(error) === LOST;
  return /^(?:40001|40P01|23505|08|57P)/.test(state) || isStalePlan(error);
}

const isStalePlan = (error: unknown): boolean =>
  sqlStateOf(error) === '0A000' &&
  error instanceof Error &&
  'routine' in error &&
  error.routine === 'RevalidateCachedQuery';

function connectionTroubleOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const texts = [codeOf(error), error.message];
  for (const [pattern, words] of CONNECTION)
    if (texts.some((text) => text !== undefined && pattern.test(text))) return words;
  // Several addresses of one name were tried: what the first one said.
  return error instanceof AggregateError ? connectionTroubleOf(error.errors[0]) : undefined;
}

const isFromServer = (error: unknown): boolean => error instanceof Error && 'severity' in error;

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
