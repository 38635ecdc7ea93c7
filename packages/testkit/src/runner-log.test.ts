import { describe, expect, test } from 'vitest';
import { createStepLog, parseCommand } from './runner-log.ts';

describe('the log of a step', () => {
  test('a command is read with its properties, both unescaped', () => {
    expect(parseCommand('::error title=a%2Cb,file=x::two%0Alines and 100%25')).toEqual({
      name: 'error',
      properties: { title: 'a,b', file: 'x' },
      message: 'two\nlines and 100%',
    });
  });

  test('leading space doesn’t hide a command; a command within a line is none', () => {
    expect(parseCommand('  ::add-path::/tmp')?.name).toBe('add-path');
    expect(parseCommand('said `::add-path::/tmp`')).toBeNull();
  });

  test('a lone carriage return ends a line: what stands behind it can be a command', () => {
    const log = createStepLog([]);
    log.write('stdout', 'harmless\r::add-path::/tmp\r');
    log.write('stdout', '\nnext\n');
    expect(log.commands).toEqual([{ name: 'add-path', properties: {}, message: '/tmp' }]);
    expect(log.masked).toBe('harmless\n::add-path::/tmp\nnext\n');
  });

  test('a mask covers what comes after it, and not what was printed before', () => {
    const log = createStepLog([]);
    log.write('stdout', 'early hush\n::add-mask::hush\nlate hush\n');
    expect(log.masked).toBe('early hush\nlate ***\n');
    expect(log.raw.stdout).toContain('late hush');
  });

  test('masks of earlier steps, and each line of a mask, count', () => {
    const log = createStepLog(['old']);
    log.write('stdout', '::add-mask::one%0Atwo\n');
    log.write('stderr', 'old one two\n');
    expect(log.masked).toBe('*** *** ***\n');
  });

  test('a line that arrives in pieces is one line, and the last needs no line end', () => {
    const log = createStepLog([]);
    log.write('stdout', '::warn');
    log.write('stderr', 'between\n');
    log.write('stdout', 'ing::careful');
    log.end();
    expect(log.masked).toBe('between\nWarning: careful\n');
    expect(log.commands.map(({ name }) => name)).toEqual(['warning']);
  });
});
