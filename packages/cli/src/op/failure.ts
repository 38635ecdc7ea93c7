import { describe, type Failure, plain, quote, quoteList } from '@connect-token/core';

/** What can be looked up by name or id over the Connect API. */
export type NamedNoun = 'vault' | 'item' | 'section' | 'field' | 'file';

/** Every way in which the stand-in for `op` fails, with its evidence: no value of a field is ever part of it. */
interface Evidence {
  /** A command or flag that 1Password's `op` may well have, and this one doesn't. */
  NOT_SUPPORTED: { readonly what: string };
  USAGE: { readonly problem: string };
  /** Clients know an absent sign-in by these words. */
  NOT_SIGNED_IN: object;
  HOST_INSECURE: { readonly host: string };
  UNKNOWN: { readonly noun: NamedNoun; readonly text: string; readonly where: string };
  AMBIGUOUS: { readonly noun: NamedNoun; readonly text: string; readonly ids: readonly string[] };
  /** The bytes of a file are asked for where a text is needed. */
  NO_TEXT: { readonly file: string };
  NO_CODE: { readonly field: string; readonly problem: string };
  CONNECT_UNREACHABLE: { readonly origin: string; readonly cause: string };
  CONNECT_REFUSED: { readonly origin: string; readonly status: number; readonly message: string };
  CONNECT_ANSWER: { readonly origin: string; readonly cause: string };
  FILE: { readonly path: string; readonly problem: string };
  START: { readonly command: string; readonly cause: string };
  /** What a rule in core refused. */
  RULE: { readonly failure: Failure };
  /** The same, and where it happened: a line of a template, a variable. */
  AT: { readonly place: string; readonly failure: OpFailure };
}

type OpFailureCode = keyof Evidence;

export type OpFailureOf<C extends OpFailureCode> = { [K in C]: { readonly code: K } & Evidence[K] }[C];

export type OpFailure = OpFailureOf<OpFailureCode>;

const TEXTS: { readonly [C in OpFailureCode]: (failure: OpFailureOf<C>) => string } = {
  NOT_SUPPORTED: ({ what }) =>
    `${quote(what)} is not supported here: this \`op\` is connect-token's stand-in for tests, not 1Password's`,
  USAGE: ({ problem }) => plain(problem),
  NOT_SIGNED_IN: () =>
    'you are not currently signed in: set OP_CONNECT_HOST and OP_CONNECT_TOKEN, the only way in here',
  HOST_INSECURE: ({ host }) =>
    `OP_CONNECT_HOST ${quote(host)} is not an https:// URL of an origin (http:// is for loopback only)`,
  UNKNOWN: ({ noun, text, where }) =>
    `${quote(text)} isn't ${noun === 'item' ? 'an' : 'a'} ${noun} in ${plain(where)}; name it by its name or its id`,
  AMBIGUOUS: ({ noun, text, ids }) =>
    `more than one ${noun} matches ${quote(text)}; give one of the ids ${quoteList(ids)}`,
  NO_TEXT: ({ file }) => `the file ${quote(file)} is no text: \`op read --out-file\` writes it as it is`,
  NO_CODE: ({ field, problem }) => `the field ${quote(field)} has no one-time password: ${plain(problem)}`,
  CONNECT_UNREACHABLE: ({ origin, cause }) =>
    `the Connect server ${quote(origin)} gives no answer: ${plain(cause)}`,
  CONNECT_REFUSED: ({ origin, status, message }) =>
    `(${status}) the Connect server ${quote(origin)} refused: ${plain(message)}`,
  CONNECT_ANSWER: ({ origin, cause }) =>
    `the Connect server ${quote(origin)} gives no usable answer: ${plain(cause)}`,
  FILE: ({ path, problem }) => `${quote(path)} ${plain(problem)}`,
  START: ({ command, cause }) => `the command ${quote(command)} can't be started: ${plain(cause)}`,
  RULE: ({ failure }) => describe(failure),
  AT: ({ place, failure }) => `${plain(place)}: ${describeOpFailure(failure)}`,
};

/** One sentence for a person. */
export function describeOpFailure(failure: OpFailure): string {
  const text = TEXTS[failure.code] as (failure: OpFailure) => string;
  return text(failure);
}
