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
  if (isDeeperThan(DEPTH_MAX, value)) return err(`is nested deeper than ${DEPTH_MAX} levels`);
  // Of two members with one name JavaScript keeps one: then more of them are written than there are.
  const tally = { members: 0 };
  const copy = withoutPrototype(value, tally);
  return tally.members === membersWritten(text) ? ok(copy) : err('names a member twice');
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(levels - 1, member));
}

/** `tally` counts the members of all its objects. */
function withoutPrototype(value: unknown, tally: { members: number }): JsonValue {
  if (Array.isArray(value)) return value.map((element) => withoutPrototype(element, tally));
  if (typeof value !== 'object' || value === null) return value as string | number | boolean | null;
  const members: Record<string, JsonValue> = Object.create(null);
  for (const [name, member] of Object.entries(value)) {
    tally.members += 1;
    members[name] = withoutPrototype(member, tally);
  }
  return members;
}

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];

/** Of a text that is JSON already: outside of strings a colon stands after each name, and nowhere else. Source: RFC 8259 §4. */
function membersWritten(text: string): number {
  let written = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === QUOTE) inString = !inString;
    // What is escaped ends no string. Outside of strings there is no backslash.
    else if (unit === BACKSLASH) index += 1;
    else if (unit === COLON && !inString) written += 1;
  }
  return written;
}
