import type { ErrorCode } from 'yaml';

/** A mistake of YAML's grammar in words that hold nothing of the file; the parser's own messages quote what they stumble over. */
export const describeSyntax = (code: ErrorCode): string => SYNTAX[code];

const QUOTE_IT = 'put a text that begins with a special character in quotes';

const SYNTAX: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias has neither an anchor nor a tag of its own',
  BAD_ALIAS: `\`*\` begins an alias, and this one names no anchor: ${QUOTE_IT}`,
  BAD_COLLECTION_TYPE: 'the tag is for something else than stands here',
  BAD_DIRECTIVE: 'the `%` directive is unknown',
  BAD_DQ_ESCAPE:
    'the escape sequence is unknown: in double quotes write `\\\\` for a backslash, or use single quotes',
  BAD_INDENT: 'the indentation is wrong',
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
