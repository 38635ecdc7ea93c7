import { err, ok, type Result } from '@connect-token/core';
import { type Document, type ErrorCode, type Scalar, visit } from 'yaml';
import { type Mistake, startOf } from './yaml-place.ts';

/** Aliases repeat a node; beyond a few they are a bomb. */
const ALIASES_MAX = 100;

/**
 * What is wrong with a text as YAML, in words that hold nothing of it: the parser's own messages quote what they stumble over,
 * which can be a password that begins with `*` or `!`.
 */
export function syntaxMistakes(document: Document): readonly Mistake[] {
  const refused = [...document.errors, ...document.warnings].map(({ pos, code }) => ({
    offset: pos[0],
    problem: SYNTAX[code],
  }));
  return refused.length > 0 ? refused : nodeMistakes(document);
}

/** What the parser lets pass: an alias without its anchor, and numbers that aren't read as they are written. */
function nodeMistakes(document: Document): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) === undefined)
        mistakes.push({ offset: startOf(alias), problem: SYNTAX.BAD_ALIAS });
    },
    Scalar: (_, scalar) => {
      if (!readsBack(scalar)) mistakes.push({ offset: startOf(scalar), problem: NUMBER_CHANGED });
    },
  });
  return mistakes;
}

/** `12345678901234567890` loses its last digits, `007` its zeros: as an id or a password each would be another one. */
const readsBack = ({ value, source }: Scalar): boolean =>
  typeof value !== 'number' ||
  (String(value) === source && (!Number.isInteger(value) || Number.isSafeInteger(value)));

const NUMBER_CHANGED = 'YAML would not read this number as it is written: put it in quotes';

/** The content of a sound document. Fails where aliases make it grow. */
export function readContent(document: Document): Result<unknown, Mistake> {
  try {
    return ok(document.toJS({ maxAliasCount: ALIASES_MAX }));
  } catch {
    return err({
      offset: firstAlias(document),
      problem: `the aliases repeat more than ${ALIASES_MAX} nodes`,
    });
  }
}

function firstAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias: (_, alias) => {
      offset = startOf(alias);
      return visit.BREAK;
    },
  });
  return offset;
}

const QUOTE_IT = 'put a text that begins with a special character in quotes';

const SYNTAX: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias has neither an anchor nor a tag of its own',
  BAD_ALIAS: `\`*\` begins an alias, and this one names no anchor: ${QUOTE_IT}`,
  BAD_COLLECTION_TYPE: 'the tag is for something else than stands here',
  BAD_DIRECTIVE: 'the `%` directive is unknown',
  BAD_DQ_ESCAPE:
    'the escape sequence is unknown: in double quotes write `\\\\` for a backslash, or use single quotes',
  BAD_INDENT: 'the indentation is wrong, or a bracket is missing',
  BAD_PROP_ORDER: 'an anchor or a tag stands in the wrong place',
  BAD_SCALAR_START: `a text can't begin like this: ${QUOTE_IT}`,
  BLOCK_AS_IMPLICIT_KEY:
    'a mapping or a list stands where a key or a text is needed: put a text with `: ` in quotes',
  BLOCK_IN_FLOW: 'a block can not stand within brackets or braces',
  DUPLICATE_KEY: 'the key stands here twice',
  IMPOSSIBLE: 'this can not be read as YAML',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters',
  MISSING_CHAR: 'a quote, bracket, comma, colon or space is missing',
  MULTILINE_IMPLICIT_KEY: 'a key takes one line: a colon or a quote is missing',
  MULTIPLE_ANCHORS: 'there are two anchors',
  MULTIPLE_DOCS: 'there is more than one document in the file',
  MULTIPLE_TAGS: 'there are two tags',
  NON_STRING_KEY: 'a key is not a text',
  RESOURCE_EXHAUSTION: 'the document is nested too deeply',
  TAB_AS_INDENT: 'a tab indents here: use spaces',
  TAG_RESOLVE_FAILED: `\`!\` begins a tag, and this one is unknown: ${QUOTE_IT}`,
  UNEXPECTED_TOKEN: `this is not expected here: ${QUOTE_IT}`,
};
