// The options of the programs in this folder: `--help` prints what the first lines of a program say of it, and what can't be taken is
// told in one line, with exit code 2, before anything is done. Runs on any Node ≥ 20 without a package, as a release's last job does.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** What a wrong call ends with; 1 is a program's own word for what it found. */
const USAGE = 2;

/**
 * @template T
 * @typedef {object} Option
 * @property {boolean} isFlag whether it stands without a value
 * @property {string} expects what is allowed, after `is not`
 * @property {T} initial
 * @property {(text: string) => T | undefined} read undefined: not allowed
 */

/**
 * @template {Readonly<Record<string, Option<any>>>} Options
 * @typedef {{ readonly [Name in keyof Options]: Options[Name] extends Option<infer T> ? T : never }} Values
 */

/** @returns {Option<boolean>} */
export const flag = () => ({ isFlag: true, expects: '', initial: false, read: () => true });

/**
 * @template {string | null} Initial
 * @param {Initial} initial
 * @returns {Option<string | Initial>}
 */
export const text = (initial) => ({
  isFlag: false,
  expects: 'a text',
  initial,
  read: (given) => given || undefined,
});

/**
 * @template {string} Name
 * @param {readonly Name[]} names
 * @returns {Option<Name | null>} null where it isn't given
 */
export const oneOf = (names) => ({
  isFlag: false,
  expects: names.join(' or '),
  initial: null,
  read: (given) => names.find((name) => name === given),
});

/**
 * @template {number | null} Initial
 * @param {Initial} initial
 * @param {number} [min]
 * @returns {Option<number | Initial>}
 */
export const wholeNumber = (initial, min = 1) => ({
  isFlag: false,
  expects: `a whole number from ${min} on`,
  initial,
  read: (given) => {
    const number = /^\d+$/.test(given) ? Number(given) : Number.NaN;
    return Number.isSafeInteger(number) && number >= min ? number : undefined;
  },
});

/**
 * @template {Readonly<Record<string, Option<any>>>} Options
 * @param {readonly string[]} args
 * @param {Options} options
 * @param {number} wordsMax how many words without dashes there may be
 * @returns {{ readonly ok: true, readonly values: Values<Options>, readonly words: readonly string[] } | { readonly ok: false, readonly error: string }}
 */
export function parseOptions(args, options, wordsMax) {
  const values = new Map(Object.entries(options).map(([name, { initial }]) => [name, initial]));
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { isFlag }]) => [
        name,
        { type: /** @type {'boolean' | 'string'} */ (isFlag ? 'boolean' : 'string') },
      ]),
    ),
    // Its own words for a mistake are several lines, and of `--rounds -1` they say that it is ambiguous.
    strict: false,
    tokens: true,
  });
  /** @type {Set<string>} */
  const given = new Set();
  /** @type {string[]} */
  const words = [];
  for (const token of tokens) {
    if (token.kind === 'positional') {
      words.push(token.value);
      if (words.length > wordsMax) return { ok: false, error: `\`${token.value}\` is one word too many` };
    } else if (token.kind === 'option') {
      const { name, rawName, value } = token;
      const option = Object.hasOwn(options, name) ? options[name] : undefined;
      if (option === undefined || !rawName.startsWith('--'))
        return { ok: false, error: `there is no \`${rawName}\`; there are ${namesOf(options)}` };
      if (given.has(name)) return { ok: false, error: `\`${rawName}\` is given twice` };
      given.add(name);
      if (option.isFlag && value !== undefined)
        return { ok: false, error: `\`${rawName}\` takes no value, and \`${value}\` is one` };
      if (!option.isFlag && value === undefined)
        return { ok: false, error: `\`${rawName}\` needs ${option.expects}` };
      const read = option.read(value ?? '');
      if (read === undefined) return { ok: false, error: `\`${rawName} ${value}\` is not ${option.expects}` };
      values.set(name, read);
    }
  }
  return { ok: true, values: /** @type {Values<Options>} */ (Object.fromEntries(values)), words };
}

/** @param {Readonly<Record<string, unknown>>} options */
const namesOf = (options) => [...Object.keys(options), 'help'].map((name) => `--${name}`).join(', ');

/**
 * The options of the program that runs; ends it where help is asked for, or something else than it takes is given.
 *
 * @template {Readonly<Record<string, Option<any>>>} Options
 * @param {string} program the URL of its file
 * @param {Options} options
 * @param {{ readonly wordsMax?: number }} [more]
 * @returns {{ readonly values: Values<Options>, readonly words: readonly string[] }}
 */
export function readOptions(program, options, { wordsMax = 0 } = {}) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    console.log(headOf(readFileSync(new URL(program), 'utf8')));
    process.exit(0);
  }
  const parsed = parseOptions(args, options, wordsMax);
  if (!parsed.ok) return refuseCall(parsed.error);
  return parsed;
}

/**
 * @param {string} reason
 * @returns {never}
 */
export function refuseCall(reason) {
  console.error(reason);
  process.exit(USAGE);
}

/**
 * What the first lines of a program say of it.
 *
 * @param {string} source
 * @returns {string}
 */
export function headOf(source) {
  const lines = source.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\/\/ ?/, ''))
    .join('\n');
}
