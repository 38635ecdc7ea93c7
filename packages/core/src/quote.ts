const QUOTE_MAX = 120;

/** Long enough for any reason that a program gives, short enough for one line of a log. */
const PLAIN_MAX = 500;

const LIST_MAX = 20;

/** The two joiners of scripts and emoji are format characters as well, and do no harm: `👩‍💻 Team` is a name. */
const STEERING = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200C\u200D])\p{Cf}/u;

const EACH_STEERING = new RegExp(STEERING, 'gu');

/**
 * Whether a text holds what steers a terminal or a log, or doesn't survive the way through UTF-8: control and format
 * characters, line breaks, halves of a surrogate pair.
 */
export const isSteering = (text: string): boolean => STEERING.test(text);

/** Somebody else's words as they can stand in one line of a terminal or a log: no control characters, not endless (T32, T33). */
export const plain = (text: string): string => cut(text, PLAIN_MAX);

/** The user's text in backticks, of which it has none itself. */
export const quote = (text: string): string => `\`${cut(text, QUOTE_MAX).replaceAll('`', "'")}\``;

/** Texts in backticks, with the number of those left out. */
export function quoteList(texts: readonly string[]): string {
  const shown = texts.slice(0, LIST_MAX).map(quote).join(', ');
  return texts.length > LIST_MAX ? `${shown} and ${texts.length - LIST_MAX} more` : shown;
}

/** Cuts before it cleans: a pair that is cut in half is cleaned away with the rest. */
function cut(text: string, max: number): string {
  const short = text.length > max ? `${text.slice(0, max)}…` : text;
  return short.replace(EACH_STEERING, '\u{FFFD}');
}
