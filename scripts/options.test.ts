import { describe, expect, test } from 'vitest';
import { flag, headOf, oneOf, parseOptions, text, wholeNumber } from './options.mjs';

const OPTIONS = {
  rounds: wholeNumber(5),
  seed: wholeNumber(null, 0),
  engine: oneOf(['sqlite', 'postgres']),
  profile: text(null),
  write: flag(),
};

const parse = (line: string) => parseOptions(line.split(' ').filter(Boolean), OPTIONS, 1);

describe('the options of a program', () => {
  test('are what is given, and what stands there where nothing is', () => {
    expect(parse('')).toEqual({
      ok: true,
      values: { rounds: 5, seed: null, engine: null, profile: null, write: false },
      words: [],
    });
    expect(parse('--rounds 7 --seed=0 word --engine postgres --profile out --write')).toEqual({
      ok: true,
      values: { rounds: 7, seed: 0, engine: 'postgres', profile: 'out', write: true },
      words: ['word'],
    });
  });

  test.each([
    ['--rounds x', '`--rounds x` is not a whole number from 1 on'],
    ['--rounds -1', '`--rounds -1` is not a whole number from 1 on'],
    ['--rounds 0', '`--rounds 0` is not a whole number from 1 on'],
    ['--rounds 1.5', '`--rounds 1.5` is not a whole number from 1 on'],
    ['--rounds 1e99', '`--rounds 1e99` is not a whole number from 1 on'],
    ['--rounds 99999999999999999999', '`--rounds 99999999999999999999` is not a whole number from 1 on'],
    ['--rounds', '`--rounds` needs a whole number from 1 on'],
    ['--rounds=', '`--rounds ` is not a whole number from 1 on'],
    ['--rounds 1 --rounds 2', '`--rounds` is given twice'],
    ['--engine mysql', '`--engine mysql` is not sqlite or postgres'],
    ['--write=yes', '`--write` takes no value, and `yes` is one'],
    [
      '--toString 1',
      'there is no `--toString`; there are --rounds, --seed, --engine, --profile, --write, --help',
    ],
    ['-r 1', 'there is no `-r`; there are --rounds, --seed, --engine, --profile, --write, --help'],
    ['one two', '`two` is one word too many'],
  ])('that can’t be taken are one line: `%s`', (line, error) => {
    expect(parse(line)).toEqual({ ok: false, error });
  });
});

test('the help of a program is its first lines', () => {
  expect(headOf('// What it does.\n//\n//   how\nimport x;\n// Not this.\n')).toBe('What it does.\n\n  how');
});
