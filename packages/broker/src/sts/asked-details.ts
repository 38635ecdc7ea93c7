import {
  accessOf,
  err,
  isNonEmpty,
  isVaultText,
  type MintRequest,
  type NonEmpty,
  ok,
  quote,
  type RequestedScope,
  type RequestedVault,
  type Result,
  refuseLifetime,
  refuseShape,
  seconds,
  VAULTS_PER_TOKEN_MAX,
} from '@connect-token/core';
import type { StsFailure } from '@connect-token/protocol';
import { type AskedDetails, askedDetails } from '@connect-token/protocol/sts';
import { type JsonValue, parseStrictJson } from '../oidc/strict-json.ts';

type Asked = Pick<MintRequest, 'scope' | 'lifetime'>;

/** More mistakes than this are one mistake: another format. */
const MISTAKES_MAX = 20;

/**
 * The vaults and the lifetime of `authorization_details`, with every mistake at once; the first vault is line 1.
 * Source: RFC 9396 §2 and §5; `askedDetails` in the protocol.
 */
export function parseAskedDetails(text: string | undefined): Result<Asked, NonEmpty<StsFailure>> {
  if (text === undefined) return err([malformed('the parameter is missing')]);
  const json = parseStrictJson(text);
  if (!json.ok) return err([malformed(`it ${json.error}`)]);
  const checked = askedDetails.safeParse(json.value);
  if (!checked.success) {
    const failures = checked.error.issues.slice(0, MISTAKES_MAX).map((issue) => failureOf(issue, json.value));
    if (!isNonEmpty(failures)) throw new Error('invariant: a schema refused without an issue');
    return err(failures);
  }
  const [asked] = checked.data;
  if (asked === undefined) throw new Error('invariant: a list of one without an element');
  const scope = scopeOf(asked);
  if (!scope.ok) return scope;
  return ok({
    scope: scope.value,
    lifetime: asked.expires_in === undefined ? undefined : seconds(asked.expires_in),
  });
}

const malformed = (problem: string): StsFailure => ({ code: 'AUTHORIZATION_DETAILS_MALFORMED', problem });

function scopeOf({ vaults }: AskedDetails[number]): Result<RequestedScope, NonEmpty<StsFailure>> {
  const entries = vaults.map(({ vault, permissions }, index): RequestedVault => {
    const access = permissions === undefined ? undefined : accessOf(permissions);
    return { vault, access, line: index + 1 };
  });
  const unreadable = entries
    .filter(({ vault }) => !isVaultText(vault))
    .map(
      ({ vault, line }): StsFailure => ({
        code: 'VAULT_LINE_MALFORMED',
        line,
        text: vault,
        suggestion: null,
      }),
    );
  const failures: StsFailure[] = [...unreadable, ...refuseShape(entries, entries.length)];
  if (isNonEmpty(failures)) return err(failures);
  return isNonEmpty(entries) ? ok(entries) : err([{ code: 'VAULTS_EMPTY' }]);
}

type Issue = NonNullable<ReturnType<typeof askedDetails.safeParse>['error']>['issues'][number];

/** Limits that have a code of their own say it; all else is malformed, with the place. */
function failureOf(issue: Issue, json: JsonValue): StsFailure {
  const value = issue.path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined,
    json,
  );
  const place = formatPath(issue.path);
  const outOfRange = issue.code === 'too_small' || issue.code === 'too_big';
  if (outOfRange && place === '[0].vaults' && Array.isArray(value)) {
    return value.length === 0
      ? { code: 'VAULTS_EMPTY' }
      : { code: 'VAULTS_TOO_MANY', given: value.length, limit: VAULTS_PER_TOKEN_MAX };
  }
  if (outOfRange && place === '[0].expires_in') {
    const refused = lifetimeFailure(value);
    if (refused !== undefined) return refused;
  }
  return malformed(`${place === '' ? 'it' : place} ${problemOf(issue)}`);
}

function lifetimeFailure(value: unknown): StsFailure | undefined {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return undefined;
  return refuseLifetime(seconds(value));
}

function problemOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return `is not ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === 'unrecognized_keys') return `has unknown members: ${issue.keys.map(quote).join(', ')}`;
  if (issue.code === 'invalid_value') return `is not ${issue.values.map(String).map(quote).join(' or ')}`;
  if (issue.code === 'too_small') return `is below ${issue.minimum}${UNITS[issue.origin] ?? ''}`;
  if (issue.code === 'too_big') return `is above ${issue.maximum}${UNITS[issue.origin] ?? ''}`;
  return 'is not valid';
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
};

const UNITS: Readonly<Record<string, string>> = { array: ' entries', string: ' characters' };

const formatPath = (path: readonly PropertyKey[]): string =>
  path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
