import { err, ok, type Result } from '@connect-token/core';

/** Members have no prototype, so that a `__proto__` in the text is a member like any other. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [member: string]: JsonValue };

/** Deeper than any claim or authorization detail is meant to be; recursion below never gets further. */
const DEPTH_MAX = 8;

/**
 * JSON as everybody reads it the same way: a member named twice is refused, where JavaScript would keep the last and another
 * reader the first (T21). So is a name that is written with an escape, as no issuer and no client does: `JSON.parse` of
 * Node 24.21 reads `\\u0061` as a backslash where it has seen a member of that name in an object that begins alike. Fails with what is
 * wrong, in words that hold nothing of the text.
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
  const written = namesWritten(text);
  if (written.escaped) return err("writes a member's name with an escape");
  // Of two members with one name JavaScript keeps one: then more of them are written than there are.
  const tally = { members: 0 };
  const copy = withoutPrototype(value, tally);
  return tally.members === written.count ? ok(copy) : err('names a member twice');
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

const [BACKSLASH, COLON] = [0x5c, 0x3a];

interface NamesWritten {
  readonly count: number;
  /** Whether one of them is written with an escape. */
  readonly escaped: boolean;
}

/** Of a text that is JSON already: outside of strings a colon stands after each name, and nowhere else. Source: RFC 8259 §4. */
function namesWritten(text: string): NamesWritten {
  const mayEscape = text.includes('\\');
  let count = 0;
  let escaped = false;
  let lastEscaped = false;
  for (let index = 0; index < text.length; ) {
    const quote = text.indexOf('"', index);
    const outsideTo = quote < 0 ? text.length : quote;
    for (; index < outsideTo; index += 1) {
      if (text.charCodeAt(index) !== COLON) continue;
      count += 1;
      escaped ||= lastEscaped;
    }
    if (quote < 0) break;
    // Strings are most of a text, and are passed over in leaps.
    index = behindString(text, quote);
    lastEscaped = mayEscape && text.slice(quote, index).includes('\\');
  }
  return { count, escaped };
}

function behindString(text: string, quote: number): number {
  let end = text.indexOf('"', quote + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** By an odd number of backslashes: of an even one each escapes the next. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (at - first) % 2 === 1;
}
