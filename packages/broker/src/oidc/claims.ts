import { err, type FailureOf, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { JsonObject, JsonValue } from './strict-json.ts';

/** Longer than any ref or workflow path that GitHub accepts. */
const CLAIM_MAX = 1_024;

/** The year 2286: a larger number counts milliseconds by mistake, and would leave the range of an `Instant`. */
const NUMERIC_DATE_MAX = 9_999_999_999;

const NUMERIC_ID = /^[1-9]\d{0,19}$/;

type Form<T> = (value: JsonValue | undefined) => Result<T, string>;

const text: Form<string> = (value) =>
  typeof value === 'string' && value !== '' && value.length <= CLAIM_MAX
    ? ok(value)
    : err(`is not a text of 1 to ${CLAIM_MAX} characters`);

/** GitHub's ids are numbers in quotes; a bare number could have lost digits on its way through a JSON parser. */
const numericId: Form<string> = (value) =>
  typeof value === 'string' && NUMERIC_ID.test(value) ? ok(value) : err('is not a numeric id in quotes');

/** A newer id, of which not every issuer's form is known: a number that lost no digits is as good as its text. */
const newerId: Form<string> = (value) => numericId(Number.isSafeInteger(value) ? String(value) : value);

/** Whole seconds since 1970. Text, fractions and booleans are refused: every reader must see the same time (T22). */
const numericDate: Form<number> = (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= NUMERIC_DATE_MAX
    ? ok(value)
    : err('is not a whole number of seconds since 1970');

/** `null` where the issuer gives no such claim. An empty text is a claim: it is never the same as an absent one (T10). */
const optional =
  <T>(form: Form<T>): Form<T | '' | null> =>
  (value) => {
    if (value === undefined || value === null) return ok(null);
    return value === '' ? ok('') : form(value);
  };

/** Every claim that is read of a job's ID token, with its form. Source: docs.github.com, "OpenID Connect reference". */
const FORMS = {
  sub: text,
  jti: text,
  iat: numericDate,
  nbf: numericDate,
  exp: numericDate,
  repository_id: numericId,
  repository_owner_id: numericId,
  repository: text,
  run_id: numericId,
  run_attempt: numericId,
  check_run_id: optional(newerId),
  ref: optional(text),
  ref_type: optional(text),
  environment: optional(text),
  event_name: optional(text),
  workflow_ref: optional(text),
  job_workflow_ref: optional(text),
} as const satisfies Readonly<Record<string, Form<unknown>>>;

export type JobClaims = {
  readonly [C in keyof typeof FORMS]: (typeof FORMS)[C] extends Form<infer T> ? T : never;
};

/** The claims of a job, each in its form. Every claim that isn't is reported at once. */
export function readClaims(
  payload: JsonObject,
): Result<JobClaims, NonEmpty<FailureOf<'ID_TOKEN_CLAIM_INVALID'>>> {
  const failures: FailureOf<'ID_TOKEN_CLAIM_INVALID'>[] = [];
  const claims: Record<string, unknown> = {};
  for (const [claim, form] of Object.entries(FORMS)) {
    const value = payload[claim];
    const read = form(value);
    if (read.ok) claims[claim] = read.value;
    else {
      const problem = value === undefined ? 'is missing' : read.error;
      failures.push({ code: 'ID_TOKEN_CLAIM_INVALID', claim, problem });
    }
  }
  return isNonEmpty(failures) ? err(failures) : ok(claims as JobClaims);
}
