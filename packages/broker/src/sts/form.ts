import { err, type FailureOf, isNonEmpty, type NonEmpty, ok, quote, type Result } from '@connect-token/core';

/** Parameters by name, each once. Those without a value are left out, as RFC 6749 §3.2 has it. */
export type Form = ReadonlyMap<string, string>;

/** The token exchange has ten parameters of its own; clients may add some that we ignore. */
const PARAMETERS_MAX = 100;

/**
 * A body of `application/x-www-form-urlencoded`. A parameter that stands there twice is refused, known or not: readers
 * disagree which one counts. Fails with `REQUEST_MALFORMED`, once for each such parameter.
 * Source: RFC 6749 §3.2 and appendix B.
 */
export function parseForm(body: string): Result<Form, NonEmpty<FailureOf<'REQUEST_MALFORMED'>>> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  const form = new Map<string, string>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(body)) {
    count += 1;
    if (count > PARAMETERS_MAX) return err([malformed(`more than ${PARAMETERS_MAX} parameters`)]);
    if (seen.has(name)) repeated.add(name);
    seen.add(name);
    if (value !== '') form.set(name, value);
  }
  const failures = [...repeated].map((name) => malformed(`the parameter ${quote(name)} is repeated`));
  return isNonEmpty(failures) ? err(failures) : ok(form);
}

export const malformed = (problem: string): FailureOf<'REQUEST_MALFORMED'> => ({
  code: 'REQUEST_MALFORMED',
  problem,
});
