import { foldAscii } from './ascii.ts';
import type { FailureOf } from './error.ts';
import { quote } from './quote.ts';
import { err, ok, type Result } from './result.ts';

/** UTF-16 units: four names of full length, with room. */
export const SECRET_REFERENCE_MAX = 2_048;

/** What of a field or a file a reference may ask for. Source: 1password.dev, "Secret reference syntax", query parameters. */
export const SECRET_ATTRIBUTES = [
  'value',
  'otp',
  'type',
  'title',
  'id',
  'purpose',
  'content',
  'size',
  'name',
] as const;

export type SecretAttribute = (typeof SECRET_ATTRIBUTES)[number];

/**
 * Where a secret is: `op://<vault>/<item>[/<section>]/<field>[?attribute=<attribute>]`, each by name or id, in the characters of
 * `[A-Za-z0-9-_.]` and space. A name with any other character can't be written; its id can.
 */
export interface SecretReference {
  readonly vault: string;
  readonly item: string;
  readonly section: string | undefined;
  /** A field, or the name of a file that is attached. */
  readonly field: string;
  /** `undefined`: the value of a field, the content of a file. */
  readonly attribute: SecretAttribute | undefined;
}

type Malformed = FailureOf<'SECRET_REFERENCE_MALFORMED'>;

const SCHEME = 'op://';

/** Whether a text means to be a reference: only then may a failure repeat it. */
export const isSecretReference = (text: string): boolean =>
  foldAscii(text.slice(0, SCHEME.length)) === SCHEME;

/**
 * Nothing is decoded: `op read` takes a space as it stands, and refuses a percent sign. Names are compared without case by
 * whoever looks them up. Fails with `SECRET_REFERENCE_MALFORMED`, also for `ssh-format`, which isn't served here.
 * Source: 1password.dev, "Secret reference syntax".
 */
export function parseSecretReference(text: string): Result<SecretReference, Malformed> {
  if (!isSecretReference(text))
    return err({ code: 'SECRET_REFERENCE_MALFORMED', reference: null, problem: `is not ${FORM}` });
  const failed = (problem: string) =>
    err({ code: 'SECRET_REFERENCE_MALFORMED', reference: text, problem } as const);
  if (text.length > SECRET_REFERENCE_MAX)
    return failed(`has ${text.length} characters, at most ${SECRET_REFERENCE_MAX} are allowed`);
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const parts = path.slice(SCHEME.length).split('/');
  const problem = problemOf(parts);
  if (problem !== undefined) return failed(problem);
  const attribute: Result<SecretAttribute | undefined, string> =
    mark < 0 ? ok(undefined) : parseQuery(text.slice(mark + 1));
  if (!attribute.ok) return failed(attribute.error);
  const [vault = '', item = ''] = parts;
  const [field = '', section] = parts.slice(2).reverse();
  return ok({ vault, item, section, field, attribute: attribute.value });
}

/** The shortest text that reads back as the same reference. */
export function formatSecretReference({ vault, item, section, field, attribute }: SecretReference): string {
  const path = [vault, item, ...(section === undefined ? [] : [section]), field].join('/');
  return `${SCHEME}${path}${attribute === undefined ? '' : `?attribute=${attribute}`}`;
}

const FORM = '`op://<vault>/<item>[/<section>]/<field>`';

function problemOf(parts: readonly string[]): string | undefined {
  // A path without any slash is one part, also where it is empty.
  if (parts.length < 3 || parts.length > 4)
    return `has ${parts.length} ${parts.length === 1 ? 'part' : 'parts'}, 3 or 4 are needed: ${FORM}`;
  const foreign = /[^A-Za-z0-9\-_. ]/u.exec(parts.join(''))?.[0];
  if (foreign !== undefined)
    return `has the character ${quote(foreign)}: allowed are letters a-z, digits, \`-\`, \`_\`, \`.\` and space, and nothing is decoded; name the vault, item or field by its id`;
  if (parts.some((part) => part.trim() === '')) return `has an empty part: ${FORM}`;
  return parts.some((part) => part !== part.trim())
    ? 'has a part that begins or ends with a space'
    : undefined;
}

const QUERY = `\`?attribute=\` with one of ${SECRET_ATTRIBUTES.map(quote).join(', ')}`;

function parseQuery(query: string): Result<SecretAttribute, string> {
  const [pair = '', ...more] = query.split('&');
  const equals = pair.indexOf('=');
  const key = foldAscii(equals < 0 ? pair : pair.slice(0, equals));
  const value = foldAscii(equals < 0 ? '' : pair.slice(equals + 1));
  if (key === 'ssh-format')
    return err('asks for `ssh-format`, which is not served here: read the key as it is stored');
  if (more.length > 0) return err(`has ${more.length + 1} query parameters, allowed is ${QUERY}`);
  const attribute = SECRET_ATTRIBUTES.find((known) => known === value);
  if ((key !== 'attribute' && key !== 'attr') || attribute === undefined)
    return err(`has the query ${quote(`?${query}`)}, allowed is ${QUERY}`);
  return ok(attribute);
}
