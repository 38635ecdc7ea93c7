import { describe, expect, test } from 'vitest';
import { codeBlocks, tableRows } from './markdown.ts';
import { listFiles, readText } from './repository.ts';

/** Made from the command tree, and held against it by a test of its own. */
const REFERENCE = 'docs/cli.md';

/** A command of the reference: its words, and the options in its table. */
interface Known {
  readonly words: string;
  /** Whether it is more than the beginning of others. */
  readonly runs: boolean;
  readonly options: ReadonlySet<string>;
}

const SECTIONS = readText(REFERENCE).split(/^(?=#{2,4} )/m);

const optionsOf = (section: string): readonly string[] =>
  tableRows(section).flatMap(([first = '']) => first.match(/(?<=`)--?[a-z-]+(?=`)/g) ?? []);

const GLOBAL = SECTIONS.filter((section) => section.startsWith('## Global options')).flatMap(optionsOf);

const COMMANDS: readonly Known[] = SECTIONS.flatMap((section) => {
  const words = /^#{2,4} `(?<words>connect [^`]+)`/.exec(section)?.groups?.['words'];
  if (words === undefined) return [];
  return [
    { words, runs: codeBlocks(section).length > 0, options: new Set([...GLOBAL, ...optionsOf(section)]) },
  ];
});

/** The most specific command that a line begins with. */
const commandOf = (line: string): Known | undefined =>
  COMMANDS.filter(({ words }) => `${line} `.startsWith(`${words} `)).sort(
    (one, other) => other.words.length - one.words.length,
  )[0];

/** Every command has them, `connect` alone as well. */
const ANYWHERE = / --(?:help|version)\b/;

/** What is wrong with a command line of a page, or `undefined`. */
function broken(written: string): string | undefined {
  const line = written.replace(ANYWHERE, '');
  if (line === 'connect') return undefined;
  const command = commandOf(line);
  if (command === undefined) return `there is no \`${line}\``;
  const rest = line.slice(command.words.length).trim();
  if (!command.runs && /^[a-z]/.test(rest)) return `there is no \`${line}\``;
  const unknown = (line.match(/(?<=\s)--[a-z-]+/g) ?? []).find((option) => !command.options.has(option));
  return unknown === undefined ? undefined : `\`${command.words}\` has no ${unknown}`;
}

/** Lines of shell blocks, and what stands between backticks, that begin with the command's name. `connect … delete` names several. */
const commandLines = (page: string): readonly string[] => {
  const text = readText(page);
  const blocks = codeBlocks(text)
    .filter(({ language }) => language === 'sh')
    .flatMap((block) => block.text.split('\n'));
  const inline = [...text.matchAll(/`(?<line>connect [^`\n]+)`/g)].map(
    ({ groups }) => groups?.['line'] ?? '',
  );
  return [...blocks, ...inline]
    .map((line) =>
      line
        .replace(/ #.*$/, '')
        .replace(/\\\|.*$/, '')
        .trim(),
    )
    .filter((line) => line.startsWith('connect ') && !line.includes('…'));
};

describe('every command that a page tells to run', () => {
  test.each(listFiles('*.md').filter((page) => page !== REFERENCE))(
    'of %s exists, with its options',
    (page) => {
      expect(commandLines(page).flatMap((line) => broken(line) ?? [])).toEqual([]);
    },
  );

  test('is looked for, and one that does not exist is found', () => {
    expect(commandLines('README.md')).toContain('connect credits');
    expect(broken('connect server list --format json')).toBeUndefined();
    expect(broken('connect server lost')).toBe('there is no `connect server lost`');
    expect(broken('connect server list --fast')).toBe('`connect server list` has no --fast');
  });
});
