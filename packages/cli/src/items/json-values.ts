import { err, ok, type Result } from '@connect-token/core';

/** A value of a text, with the line on which it begins. */
export interface JsonValue {
  readonly value: unknown;
  readonly line: number;
}

/**
 * JSON values one behind the other, as `op item get -` prints them for several items; also a single one. Fails with the line of the
 * value that isn't JSON; nothing of the text is in it.
 */
export function readJsonValues(text: string): Result<readonly JsonValue[], { readonly line: number }> {
  const values: JsonValue[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const begin = skipSpace(text, at);
    line += linesIn(text.slice(at, begin));
    at = begin;
    if (at >= text.length) break;
    const end = endOfValue(text, at);
    const piece = text.slice(at, end);
    try {
      values.push({ value: JSON.parse(piece), line });
    } catch {
      return err({ line });
    }
    line += linesIn(piece);
    at = end;
  }
  return ok(values);
}

function skipSpace(text: string, from: number): number {
  const space = /\s*/y;
  space.lastIndex = from;
  return from + (space.exec(text)?.[0].length ?? 0);
}

const linesIn = (text: string): number => text.split('\n').length - 1;

/** Behind the bracket that closes the one at the beginning; the end of the text where none does. */
function endOfValue(text: string, begin: number): number {
  let depth = 0;
  let inText = false;
  for (let at = begin; at < text.length; at += 1) {
    const character = text[at];
    if (inText) {
      if (character === '\\') at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth <= 0) return at + 1;
    }
  }
  return text.length;
}
