import { expect, test } from 'vitest';
import { systemIo, wantsColour } from './system-io.ts';

test.each([
  ['an ordinary terminal', { TERM: 'xterm-256color' }, true],
  ['NO_COLOR, whatever it says', { TERM: 'xterm', NO_COLOR: '0' }, false],
  ['NO_COLOR with nothing in it', { TERM: 'xterm', NO_COLOR: '' }, true],
  ['a terminal that has none', { TERM: 'dumb' }, false],
])('colour for %s: %o → %s', (_what, env, colour) => {
  expect(wantsColour(env)).toBe(colour);
});

test('what is no terminal gets no colour', () => {
  const { stdout } = systemIo();
  expect(stdout.colour && !stdout.terminal).toBe(false);
});
