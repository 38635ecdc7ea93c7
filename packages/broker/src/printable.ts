/** The longest text from outside that a log line holds (T32). */
const TEXT_MAX = 256;

/** Lists in evidence are short; a longer one is an attempt to fill the disk. */
const ITEMS_MAX = 200;

/** Anything of the form of a JWT, a handle or a management credential: none should get here, and none gets through (T31). */
const SECRET_FORMS = /eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}|ct[hm]_[A-Za-z0-9_-]{20,}/g;

/** Nearly every text of ours: none of it steers, and to see that takes a tenth of the search for what does. */
const PLAIN = /^[\x20-\x7e]*$/;

const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Characters of one line. A denial tells of every rule of a policy, and a stranger can cause one: what it writes is bounded. */
const LINE_MAX = 65_536;

const CUT = '…';

/**
 * A value as it may stand in a log line: texts cut, without anything that looks like a secret, and with the characters that
 * steer a terminal written out, because lines are read with tools that decode JSON. Past `LINE_MAX` the rest is left out.
 */
export const printable = (value: unknown): unknown => print(value, { left: LINE_MAX });

function print(value: unknown, budget: { left: number }): unknown {
  if (budget.left <= 0) return CUT;
  if (typeof value === 'string') {
    const text = printableText(value, TEXT_MAX);
    budget.left -= text.length;
    return text;
  }
  if (Array.isArray(value)) return printItems(value, budget);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      budget.left -= key.length;
      return [key, print(member, budget)];
    }),
  );
}

function printItems(items: readonly unknown[], budget: { left: number }): readonly unknown[] {
  const printed: unknown[] = [];
  for (const item of items.slice(0, ITEMS_MAX)) {
    if (budget.left <= 0) return [...printed, CUT];
    printed.push(print(item, budget));
  }
  return printed;
}

export function printableText(text: string, max: number): string {
  // What is cut off could have told a secret by its form: the search comes first, on a text that is still bounded.
  const plain = text.slice(0, max * 128).replace(SECRET_FORMS, '[redacted]');
  const shown = PLAIN.test(plain)
    ? plain
    : plain.replace(STEERING, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  return shown.length > max ? `${shown.slice(0, max)}…` : shown;
}
