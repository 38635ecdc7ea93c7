import { err, ok, type Result } from '@connect-token/core';

/** Members have no prototype, so that a `__proto__` in the text is a member like any other. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [member: string]: JsonValue };

/** Deeper than any claim or authorization detail is meant to be; recursion below never gets further. */
const DEPTH_MAX = 8;

/**
 * JSON as everybody reads it the same way: a member named twice is refused, where JavaScript would keep the last and another
 * reader the first (T21). Fails with what is wrong, in words that hold nothing of the text.
 * Source: RFC 8259 §4; RFC 7515 §4 for headers.
 */
export function parseStrictJson(text: string): Result<JsonValue, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('is not JSON');
  }
  const problem = refuseStructure(text);
  return problem === undefined ? ok(withoutPrototype(value)) : err(problem);
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const STRING_OR_BRACKET = /"(?:[^"\\]|\\.)*"|[[\]{}]/g;

/** Walks the strings and brackets of a text that is JSON already: a string before a colon is a member's name. */
function refuseStructure(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const { 0: token, index } of text.matchAll(STRING_OR_BRACKET)) {
    if (token === '{' || token === '[') {
      if (open.length === DEPTH_MAX) return `is nested deeper than ${DEPTH_MAX} levels`;
      open.push(new Set());
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (isName(text, index + token.length)) {
      const name: unknown = JSON.parse(token);
      const names = open.at(-1);
      if (names?.has(String(name))) return 'names a member twice';
      names?.add(String(name));
    }
  }
  return undefined;
}

function isName(text: string, from: number): boolean {
  let index = from;
  while (index < text.length && ' \t\n\r'.includes(text.charAt(index))) index += 1;
  return text[index] === ':';
}

function withoutPrototype(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(withoutPrototype);
  if (typeof value !== 'object' || value === null) return value as string | number | boolean | null;
  const members: Record<string, JsonValue> = Object.create(null);
  for (const [name, member] of Object.entries(value)) members[name] = withoutPrototype(member);
  return members;
}
