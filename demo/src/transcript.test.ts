import { expect, test } from 'vitest';
import { openTranscript } from './transcript.ts';

function written(colours: boolean): string {
  let text = '';
  const say = openTranscript({ write: (part: string) => (text += part) }, colours);
  say.title('title');
  say.step('first', 'because');
  say.quote('one\n\ntwo\n');
  say.held('it held');
  say.step('second', 'w '.repeat(200).trim());
  say.failed('second', 'nothing came');
  return text;
}

test('without colours there is no escape sequence', () => {
  expect(written(false)).not.toContain('\u001B');
  expect(written(true)).toContain('\u001B[1m1. first\u001B[0m');
});

test('steps are numbered, and what was printed stands behind a bar', () => {
  expect(written(false)).toContain(
    '\n1. first\n   because\n   | one\n   |\n   | two\n   ok it held\n\n2. second\n',
  );
});

test('a failure names its step', () => {
  expect(written(false)).toContain('FAILED in step `second`: nothing came');
});

test('no line of an explanation is longer than a terminal is wide', () => {
  const lengths = written(false)
    .split('\n')
    .map((line) => line.length);
  expect(Math.max(...lengths)).toBeLessThan(110);
});
