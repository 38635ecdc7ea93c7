import { permissionsOf } from './access.ts';
import type { CreditHolder } from './ceiling.ts';
import type { Failure, FailureCode, FailureOf } from './error.ts';
import { plain, quote, quoteList } from './quote.ts';
import { formatDuration, secondsUntil } from './time.ts';

/** One sentence for a person: lower case, no full stop, the user's text in backticks, what was given and what is allowed. */
export function describe<C extends FailureCode>(failure: FailureOf<C>): string {
  const text = TEXTS[failure.code] as (failure: Failure) => string;
  return text(failure as Failure);
}

/** All the codes there are, for tables that must be complete. */
export const failureCodes = (): readonly FailureCode[] => Object.keys(TEXTS) as FailureCode[];

const orNearest = (nearest: string | null): string =>
  nearest === null ? '' : `; did you mean ${quote(nearest)}?`;

const tries = (attempts: number): string => (attempts === 1 ? '1 attempt' : `${attempts} attempts`);

const PERMISSIONS_BLOCK = 'permissions:\n  contents: read\n  id-token: write';

const TEXTS: { readonly [C in FailureCode]: (failure: FailureOf<C>) => string } = {
  VAULTS_EMPTY: () => 'no vault is named: give at least one line `<vault>[,<r|w|rw>]`',
  VAULTS_TOO_MANY: ({ given, limit }) => `${given} vaults are named, a token reaches at most ${limit}`,
  VAULT_LINE_MALFORMED: ({ line, text, suggestion }) =>
    `line ${line}: ${quote(text)} is not \`<vault>[,<r|w|rw>]\`${suggested(suggestion)}`,
  VAULT_REPEATED: ({ vault, line, firstLine }) =>
    `line ${line}: the vault ${quote(vault)} is named on line ${firstLine} already`,
  VAULT_UNKNOWN: ({ vault, nearest }) =>
    `there is no vault ${quote(vault)} in this account${orNearest(nearest)}`,
  VAULT_AMBIGUOUS: ({ vault, ids }) =>
    `more than one vault is named ${quote(vault)}; give one of the ids ${quoteList(ids)}`,
  VAULT_BUILT_IN: ({ vault, type }) =>
    `the vault ${quote(vault)} is built in (${type === null ? 'of unknown type' : quote(type)}) and can't be granted; only vaults that people created can`,
  VAULT_NOT_GRANTED: ({ vault, server }) =>
    `the server ${quote(server)} is not granted the vault ${quote(vault)}`,
  PERMISSION_NOT_GRANTED: ({ vault, server, asked, granted }) =>
    `${permissionsOf(asked).join(' and ')} is asked in the vault ${quote(vault)}, the server ${quote(server)} may only ${permissionsOf(granted).join(' and ')} there`,
  SERVER_UNKNOWN: ({ server, nearest }) => `there is no Connect server ${quote(server)}${orNearest(nearest)}`,
  SERVER_AMBIGUOUS: ({ server, ids }) =>
    `more than one Connect server is named ${quote(server)}; give one of the ids ${quoteList(ids)}`,
  SERVER_REQUIRED: ({ servers }) =>
    servers.length === 0
      ? 'no Connect server is named, and the policy grants none that exists'
      : `no Connect server is named, and the policy grants several: name one of ${quoteList(servers)}`,
  DURATION_MALFORMED: ({ text }) =>
    `${quote(text)} is not a duration: write numbers with the units w, d, h, m, s from long to short, such as \`15m\` or \`1h30m\``,
  LIFETIME_OUT_OF_RANGE: ({ given, min, max }) =>
    `a lifetime of ${formatDuration(given)} is not allowed: from ${formatDuration(min)} to ${formatDuration(max)}`,

  NAME_INVALID: ({ thing, name, problem }) => `the name ${quote(name)} of a ${thing} ${plain(problem)}`,
  TOKEN_AMBIGUOUS: ({ token, ids }) =>
    `more than one token is named ${quote(token)}; give one of the ids ${quoteList(ids)}`,
  GROUP_UNKNOWN: ({ group, nearest }) => `there is no group ${quote(group)}${orNearest(nearest)}`,
  GROUP_AMBIGUOUS: ({ group, ids }) =>
    `more than one group is named ${quote(group)}; give one of the ids ${quoteList(ids)}`,
  PERSON_UNKNOWN: ({ person, nearest }) => `there is no person ${quote(person)}${orNearest(nearest)}`,
  PERSON_AMBIGUOUS: ({ person, ids }) =>
    `more than one person is named ${quote(person)}; give one of the ids ${quoteList(ids)}`,
  VAULTS_FIXED: ({ server, vault }) =>
    `the vaults of the server ${quote(server)} are fixed, and ${quote(vault)} isn't one that it began with: make a new server for it`,
  OWNERS_EMPTY: ({ group }) =>
    `the group ${quote(group)} needs at least one member: Owners manage everything`,
  NOT_A_MANAGER: ({ server }) =>
    server === null
      ? 'only a Secrets Automation manager may do this'
      : `only a manager of the server ${quote(server)} may do this`,
  LEASE_UNKNOWN: ({ lease }) => `there is no lease ${quote(lease)}`,
  END_NOTE_INVALID: ({ problem }) => `the reason ${plain(problem)}`,
  CREDENTIALS_FILE_EXISTS: ({ path }) =>
    `${quote(path)} exists already: move it away, or overwrite it with \`--force\``,
  FILE_UNWRITABLE: ({ path, cause }) => `${quote(path)} can't be written: ${plain(cause)}`,
  CONFIRMATION_NEEDED: ({ action }) =>
    `${plain(action)} needs a yes, and nobody is at a terminal to give it: add \`--yes\``,
  CHANGE_IMPOSSIBLE: ({ thing, name, problem }) => `the ${thing} ${quote(name)} ${plain(problem)}`,
  ITEM_UNKNOWN: ({ item, vault }) =>
    `there is no item ${quote(item)} in ${vault === null ? 'this account' : `the vault ${quote(vault)}`}`,
  ITEM_AMBIGUOUS: ({ item, ids }) =>
    `more than one item is titled ${quote(item)}; give one of the ids ${quoteList(ids)}`,
  ITEM_INVALID: ({ item, path, problem }) =>
    `the item ${quote(item)}${path === '' ? '' : `, ${plain(path)}:`} ${plain(problem)}`,
  SECRET_REFERENCE_MALFORMED: ({ reference, problem, variable }) =>
    `${variable === undefined ? '' : `${quote(variable)}: `}${reference === null ? 'the text' : `the secret reference ${quote(reference)}`} ${plain(problem)}`,
  USAGE_INVALID: ({ problem, instead }) =>
    instead === null ? plain(problem) : `${plain(problem)}; write ${quote(instead)}`,

  POLICY_DENIED: () => 'the trust policy does not allow this',
  CREDITS_EXHAUSTED: ({ holder, limit, used, needed, retryAfter }) =>
    `the ${limit} vault access credits of ${holderText(holder)} don't suffice: ${used} in use, ${needed} more needed` +
    (retryAfter === null ? '' : `; there may be room in ${formatDuration(retryAfter)}`),
  OPEN_LEASES_TOO_MANY: ({ holder, open, limit }) =>
    `this ${holder} holds ${open} tokens already, at most ${limit} at a time`,

  ID_TOKEN_MALFORMED: ({ problem }) => `the ID token can't be read: ${plain(problem)}`,
  ID_TOKEN_ALGORITHM: ({ algorithm, allowed }) =>
    `the ID token is signed with ${quote(algorithm)}, allowed is ${quoteList(allowed)}`,
  ID_TOKEN_ISSUER_UNKNOWN: ({ issuer }) =>
    `the ID token's issuer ${quote(issuer)} is not one that this broker trusts`,
  ID_TOKEN_KEY_UNKNOWN: ({ issuer, kid }) => `the issuer ${quote(issuer)} publishes no key ${quote(kid)}`,
  ID_TOKEN_SIGNATURE_INVALID: ({ issuer }) =>
    `the ID token's signature is not of the issuer ${quote(issuer)}`,
  ID_TOKEN_AUDIENCE: ({ seen, expected }) =>
    `the ID token is for the audience ${quote(seen)}, this broker is ${quote(expected)}`,
  ID_TOKEN_EXPIRED: ({ expiredAt, now }) =>
    `the ID token expired ${formatDuration(secondsUntil(expiredAt, now))} ago`,
  ID_TOKEN_NOT_YET_VALID: ({ validFrom, now }) =>
    `the ID token is valid only in ${formatDuration(secondsUntil(now, validFrom))}: compare the clocks`,
  ID_TOKEN_TOO_OLD: ({ age, max }) =>
    `the ID token is ${formatDuration(age)} old, at most ${formatDuration(max)} is accepted`,
  ID_TOKEN_CLAIM_INVALID: ({ claim, problem }) => `the ID token's claim ${quote(claim)} ${plain(problem)}`,
  ID_TOKEN_REPLAYED: () => 'the ID token was used before: each serves once, ask GitHub for a new one',
  ISSUER_UNAVAILABLE: ({ issuer, cause }) =>
    `the keys of the issuer ${quote(issuer)} can't be fetched: ${plain(cause)}`,

  HANDLE_USED: () =>
    'this Idempotency-Key has bought a token already, and an answer is never repeated: use a new handle',
  HANDLE_ENDED: () => 'this Idempotency-Key was ended before its mint: use a new handle',
  JOB_OVER: () => 'GitHub has said that this job is over',
  LEASE_ENDED: () => 'the lease was ended while its token was being made',
  OUTCOME_UNKNOWN: () =>
    'the control plane did not say whether it made the token; if it did, it is being revoked',
  SCOPE_MISMATCH: () => 'the control plane made a token with another scope than asked; it is being revoked',
  TOMBSTONES_FULL: ({ limit }) => `${limit} unknown handles are remembered, and no more fit at the moment`,
  RATE_LIMITED: ({ limit }) => `too many requests: ${plain(limit)}`,
  TOKEN_UNKNOWN: ({ token }) => `there is no token ${quote(token)}`,
  EFFECT_UNKNOWN: () => 'whether the change was made is not known: look before you try again',
  CONTROL_PLANE_UNAVAILABLE: ({ cause }) => `the 1Password account does not answer: ${plain(cause)}`,
  STORE_UNAVAILABLE: ({ cause }) => `the broker's database does not answer: ${plain(cause)}`,
  AUDIT_UNAVAILABLE: ({ cause }) => `the audit trail can't be written: ${plain(cause)}`,
  AUDIT_DAMAGED: ({ problem }) => `the audit trail is not as it was: ${plain(problem)}`,

  WEBHOOK_REFUSED: ({ problem }) => `the webhook's delivery can't be believed: ${plain(problem)}`,
  GITHUB_UNAVAILABLE: ({ issuer, cause }) =>
    `GitHub (${quote(issuer)}) can't be asked whether runs are over: ${plain(cause)}`,

  REQUEST_MALFORMED: ({ problem }) => plain(problem),
  REQUEST_TOO_LARGE: ({ limitBytes }) => `the request is larger than ${limitBytes} bytes`,
  REQUEST_TOO_SLOW: () => 'the request took too long to arrive',
  GRANT_TYPE_UNSUPPORTED: ({ given, allowed }) => `the grant type ${quote(given)} is not ${quote(allowed)}`,
  CLIENT_AUTHENTICATION_REFUSED: ({ given }) => `clients are public here: send no ${plain(given)}`,
  AUTHORIZATION_DETAILS_MALFORMED: ({ problem }) => `authorization_details: ${plain(problem)}`,
  ROUTE_UNKNOWN: ({ method, path }) => `there is nothing at ${quote(`${method} ${path}`)}`,
  INTERNAL: () => 'something broke in here; the log tells more under the event id',

  INPUT_MISSING: ({ input, example }) => `the input ${quote(input)} is missing, such as ${quote(example)}`,
  INPUT_INVALID: ({ input, given, allowed }) =>
    `the input ${quote(input)} is ${quote(given)}, allowed is ${plain(allowed)}`,
  INPUT_REFUSED: ({ input, reason }) => `the input ${quote(input)} is refused: ${plain(reason)}`,
  VARIABLE_TAKEN: ({ variable }) =>
    `${quote(variable)} is set already, and not by this step: give this one an \`env-prefix\`, use its outputs, or say \`overwrite: true\``,
  COMMAND_UNSTARTED: ({ command, cause }) =>
    `the command ${quote(command)} can't be started: ${plain(cause)}`,
  COMMAND_FAILED: ({ exitCode, signal }) =>
    signal === null
      ? `the command ended with exit code ${exitCode}`
      : `the command was ended by ${plain(signal)}`,
  OIDC_PERMISSION_MISSING: () =>
    `this job can't prove who it is, because it has no permission to ask GitHub for an ID token; add to the job:\n${PERMISSIONS_BLOCK}`,
  OIDC_REQUEST_FAILED: ({ cause, attempts }) =>
    `GitHub gave no ID token in ${tries(attempts)}: ${plain(cause)}`,
  URL_INSECURE: ({ url, name }) =>
    `${plain(name)} ${quote(url)} is not an https:// URL of an origin (http:// is for loopback only)`,
  BROKER_UNREACHABLE: ({ url, cause, attempts }) =>
    `the broker ${quote(url)} gave no answer in ${tries(attempts)}: ${plain(cause)}`,
  BROKER_ANSWER_INVALID: ({ url, cause, attempts }) =>
    `the broker ${quote(url)} gave no usable answer in ${tries(attempts)}: ${plain(cause)}`,
  BROKER_REFUSED: ({ url, refusal, messages, eventId }) =>
    `the broker ${quote(url)} refused (${plain(refusal)}${eventId === null ? '' : `, event ${plain(eventId)}`}): ${tell(messages)}`,

  SECRET_UNKNOWN: ({ variable, reference, noun, text, where, nearest }) =>
    `${quote(variable)}: there is no ${plain(noun)} ${quote(text)} in ${plain(where)}, for ${quote(reference)}${orNearest(nearest)}`,
  SECRET_AMBIGUOUS: ({ variable, reference, noun, text, ids }) =>
    `${quote(variable)}: more than one ${plain(noun)} is named ${quote(text)}, for ${quote(reference)}; give one of the ids ${quoteList(ids)}`,
  SECRET_UNUSABLE: ({ variable, reference, problem }) =>
    `${quote(variable)}: ${quote(reference)} can't be loaded: ${plain(problem)}`,
  SECRETS_TOO_MANY: ({ given, limit }) => `${given} secrets are asked for, one step loads at most ${limit}`,
  SECRETS_TOO_LARGE: ({ givenBytes, limitBytes }) =>
    `the secrets have ${givenBytes} bytes together, one step loads at most ${limitBytes}`,
  CREDENTIAL_LEFT_OVER: ({ variable }) =>
    `${quote(variable)} is set, and is never used here: delete the line ${quote(`${variable}: …`)} from the \`env:\` of the step, the job or the workflow, or the step that exports it`,
  CONNECT_UNREACHABLE: ({ url, cause, attempts }) =>
    `the Connect server ${quote(url)} gave no answer in ${tries(attempts)}: ${plain(cause)}`,
  CONNECT_ANSWER_INVALID: ({ url, cause, attempts }) =>
    `the Connect server ${quote(url)} gave no usable answer in ${tries(attempts)}: ${plain(cause)}`,
  CONNECT_REFUSED: ({ url, status, message }) =>
    `the Connect server ${quote(url)} refused (${status}): ${plain(message)}`,

  CREDENTIAL_INVALID: ({ problem }) => `the management credential ${plain(problem)}`,
  CREDENTIAL_EXPIRED: ({ expiredAt, now }) =>
    `the management credential expired ${formatDuration(secondsUntil(expiredAt, now))} ago: make a new one with \`connect credential create\``,
  CREDENTIAL_RIGHT_MISSING: ({ right }) =>
    right === 'owner'
      ? 'only the owner of the data directory may do this'
      : `the management credential has no right ${quote(right)}`,
  PRECONDITION_FAILED: () => 'it was changed since you read it: read it again, and decide again',

  FILE_UNREADABLE: ({ path, cause }) => `${quote(path)} can't be read: ${plain(cause)}`,
  FILE_MALFORMED: ({ path, line, column, problem }) => `${plain(path)}:${line}:${column}: ${plain(problem)}`,
  SCHEMA_NEWER: ({ path, found, supported }) =>
    `${quote(path)} has schema version ${found}, this program knows up to ${supported}: run the version that wrote it, or a later one`,
  DATA_DIRECTORY_OWNED: ({ path, pid }) =>
    `the data directory ${quote(path)} belongs to a running process${pid === null ? '' : ` (${pid})`}: one process owns a data directory`,
  DATA_DIRECTORY_UNUSABLE: ({ path, cause }) =>
    `the data directory ${quote(path)} can't be used: ${plain(cause)}`,
  DATABASE_UNUSABLE: ({ database, cause }) =>
    `the database ${quote(database)} can't be used: ${plain(cause)}`,
  SEALING_KEY_INVALID: ({ source, problem }) =>
    `the sealing key from ${quote(source)} ${plain(problem)}; make one with \`openssl rand -base64 32\``,
  SEALING_KEY_WRONG: ({ path }) => `the sealing key is not the one that ${quote(path)} was sealed with`,
  CONNECT_URL_INVALID: ({ server, problem }) =>
    `the Connect URL of the server ${quote(server)} ${plain(problem)}`,
  LISTEN_FAILED: ({ address, cause }) => `can't listen on ${quote(address)}: ${plain(cause)}`,
};

function holderText(holder: CreditHolder): string {
  switch (holder.kind) {
    case 'account':
      return 'the plan';
    case 'rule':
      return `the rule ${quote(holder.rule)}`;
    case 'server':
      return `the server ${quote(holder.serverId)}`;
    case 'vault':
      return `the vault ${quote(holder.vaultId)}`;
  }
}

function suggested(suggestion: string | null): string {
  if (suggestion === null) return '';
  const lines = suggestion.split('\n');
  return lines.length === 1
    ? `; did you mean ${quote(suggestion)}?`
    : `; one vault a line: ${quoteList(lines)}`;
}

const MESSAGES_MAX = 20;

/** Another program's sentences: as many as a person reads, and no control character of its (T33). */
function tell(messages: readonly string[]): string {
  const told = messages.slice(0, MESSAGES_MAX).map(plain).join('; ');
  return messages.length > MESSAGES_MAX ? `${told}; and ${messages.length - MESSAGES_MAX} more` : told;
}
