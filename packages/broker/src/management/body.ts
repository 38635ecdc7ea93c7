import { err, type FailureOf, isNonEmpty, type NonEmpty, ok, type Result } from '@connect-token/core';
import type { Operation } from '@connect-token/protocol/management';
import { malformed } from '../sts/form.ts';

export const JSON_TYPE = 'application/json';

type Malformed = NonEmpty<FailureOf<'REQUEST_MALFORMED'>>;

/** Mistakes of one body that are told; a longer list is read by nobody. */
const MISTAKES_MAX = 20;

/** The body of an operation, checked; all its mistakes at once. No value of it is repeated: it may hold what was pasted by mistake. */
export function parseBody(
  schema: Operation['body'],
  text: string,
  mediaType: string | undefined,
): Result<unknown, Malformed> {
  if (schema === null) return ok(undefined);
  if (mediaType?.split(';')[0]?.trim().toLowerCase() !== JSON_TYPE)
    return err([malformed(`the body is not \`${JSON_TYPE}\``)]);
  const json = parseJson(text);
  if (!json.ok) return err([malformed('the body is not JSON')]);
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return ok(parsed.data);
  const mistakes = parsed.error.issues
    .slice(0, MISTAKES_MAX)
    .map(({ path, message }) => malformed(`${placeOf(path)}: ${message}`));
  return isNonEmpty(mistakes) ? err(mistakes) : err([malformed('the body is not what this takes')]);
}

function parseJson(text: string): Result<unknown, undefined> {
  try {
    return ok(JSON.parse(text));
  } catch {
    return err(undefined);
  }
}

/** `vaults[0].access`, or `the body`. */
function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the body';
  const text = path.reduce<string>(
    (place, step) => (typeof step === 'number' ? `${place}[${step}]` : `${place}.${String(step)}`),
    '',
  );
  return `\`${text.replace(/^\./, '')}\``;
}
