import { err, type FailureOf, ok, quote, type Result, type Secret, secret } from '@connect-token/core';

/** The types that a statement can give a field, by the words of `op`. Source: 1password.dev, "Item fields", custom fields. */
const FIELD_KINDS = {
  password: 'CONCEALED',
  concealed: 'CONCEALED',
  text: 'STRING',
  email: 'EMAIL',
  url: 'URL',
  date: 'DATE',
  monthyear: 'MONTH_YEAR',
  phone: 'PHONE',
  otp: 'OTP',
} as const;

type AssignedType = (typeof FIELD_KINDS)[keyof typeof FIELD_KINDS];

/** One change of a field, as a command line has it. */
export interface Assignment {
  /** A label or an id; `null`: the field stands in none, or its name alone tells it. */
  readonly section: string | null;
  readonly field: string;
  readonly change:
    | { readonly kind: 'set'; readonly type: AssignedType | null; readonly value: Secret<string> }
    /** The value comes from standard input: it is in no list of processes then. */
    | { readonly kind: 'read'; readonly type: AssignedType | null }
    | { readonly kind: 'delete' };
}

/**
 * `[<section>.]<field>[[<type>]]=<value>`. A backslash before `.`, `=`, `[` or a backslash makes it part of a name; `=-` reads the
 * value from standard input. Fails with `USAGE_INVALID`; what stands behind the `=` is never repeated.
 * Source: 1password.dev, `op item create`, assignment statements.
 */
export function parseAssignment(text: string): Result<Assignment, FailureOf<'USAGE_INVALID'>> {
  const at = unescaped(text, '=')[0] ?? text.length;
  const hasValue = at < text.length;
  const left = text.slice(0, at);
  const value = text.slice(at + 1);
  const { name, kind } = splitKind(left);
  if (!hasValue && kind !== 'delete') return refuse(NO_VALUE);
  const names = splitNames(name);
  const shown = quote(left);
  if (names.length > 2)
    return refuse(`${shown} has more than one \`.\`: write \`\\.\` for one within a name`);
  if (names.some((part) => part.trim() === '')) return refuse(`${shown} names no field`);
  const [section, field] = names.length === 2 ? names : [null, names[0]];
  if (section === undefined || field === undefined) throw new Error('invariant: a text has a first part');
  if (kind === 'delete')
    return hasValue
      ? refuse(`${shown} deletes its field, and takes no value`)
      : ok({ section, field, change: { kind } });
  const type = kind === null ? null : typeOf(kind);
  if (type === undefined)
    return refuse(`${shown} is of a type that is none of ${ALLOWED}; a file can't be attached here`);
  const change =
    value === '-'
      ? ({ kind: 'read', type } as const)
      : ({ kind: 'set', type, value: secret(value) } as const);
  return ok({ section, field, change });
}

const refuse = (problem: string): Result<never, FailureOf<'USAGE_INVALID'>> =>
  err({ code: 'USAGE_INVALID', problem, instead: null });

const ALLOWED = '`password`, `text`, `email`, `url`, `date`, `monthYear`, `phone`, `otp`, `delete`';

/** The statement isn't repeated: without a `=` it may be a password that stands in the wrong place. */
const NO_VALUE = 'an argument is no `[<section>.]<field>[[<type>]]=<value>`: it has no `=`';

const typeOf = (kind: string): AssignedType | undefined =>
  Object.hasOwn(FIELD_KINDS, kind) ? FIELD_KINDS[kind as keyof typeof FIELD_KINDS] : undefined;

/** The type in brackets at the end, in lower case, and what is before it. */
function splitKind(left: string): { readonly name: string; readonly kind: string | null } {
  const open = unescaped(left, '[').at(-1);
  if (open === undefined || !left.endsWith(']')) return { name: left, kind: null };
  return { name: left.slice(0, open), kind: left.slice(open + 1, -1).toLowerCase() };
}

/** The parts between dots, each without its backslashes. */
function splitNames(name: string): readonly string[] {
  const dots = unescaped(name, '.');
  return [...dots, name.length].map((end, index) => {
    const begin = index === 0 ? 0 : (dots[index - 1] ?? 0) + 1;
    return name.slice(begin, end).replaceAll(/\\([.=\\[])/g, '$1');
  });
}

/** Where a character stands that no backslash makes part of a name. */
function unescaped(text: string, character: string): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === character) places.push(at);
  }
  return places;
}
