/** The longest text from outside that a log line holds (T32). */
const TEXT_MAX = 256;

/** Lists in evidence are short; a longer one is an attempt to fill the disk. */
const ITEMS_MAX = 200;

/** Anything of the form of a JWT, a handle or a management credential: none should get here, and none gets through (T31). */
const SECRET_FORMS = /eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}|ct[hm]_[A-Za-z0-9_-]{20,}/g;

const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * A value as it may stand in a log line: texts cut, without anything that looks like a secret, and with the characters that
 * steer a terminal written out, because lines are read with tools that decode JSON.
 */
export function printable(value: unknown): unknown {
  if (typeof value === 'string') return printableText(value, TEXT_MAX);
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map(printable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, printable(member)]));
}

export function printableText(text: string, max: number): string {
  // What is cut off could have told a secret by its form: the search comes first, on a text that is still bounded.
  const plain = text
    .slice(0, max * 128)
    .replace(SECRET_FORMS, '[redacted]')
    .replace(STEERING, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return plain.length > max ? `${plain.slice(0, max)}…` : plain;
}
