import { describe, expect, test } from 'vitest';
import { parseCommand } from './command.ts';

const refusal = (text: string) => {
  const parsed = parseCommand(text);
  return parsed.ok || parsed.error.code !== 'INPUT_INVALID' ? null : parsed.error.allowed;
};

describe('a command', () => {
  test('is a program and its arguments, one a line, each exactly as it stands', () => {
    expect(parseCommand('bash\n-c\necho "$HOME" | wc -c; exit 3\n')).toEqual({
      ok: true,
      value: { program: 'bash', args: ['-c', 'echo "$HOME" | wc -c; exit 3'] },
    });
    expect(parseCommand('node\r\n  --flag=a b  \r\n\r\n')).toEqual({
      ok: true,
      value: { program: 'node', args: ['  --flag=a b  '] },
    });
    expect(parseCommand('deploy')).toEqual({ ok: true, value: { program: 'deploy', args: [] } });
  });

  test('may be a path with spaces', () => {
    for (const path of ['C:\\Program Files\\nodejs\\node.exe', './my tools/deploy'])
      expect(parseCommand(path)).toEqual({ ok: true, value: { program: path, args: [] } });
  });

  test('that was written for a shell is refused, with the lines to write', () => {
    expect(refusal('npm run deploy')).toBe('one argument a line: `npm`, `run`, `deploy`');
    expect(refusal('npm ci\nnpm run deploy\n')).toBe('one argument a line: `npm`, `ci`');
  });

  test('has no empty argument between others: nobody can see one', () => {
    expect(refusal('node\n\na.mjs')).toBe('one argument a line, and line 2 is empty');
    expect(refusal('\nnode')).toBe('one argument a line, and line 1 is empty');
  });

  test('has no NUL, and an end', () => {
    expect(refusal('node\na\0b')).toBe('text without NUL');
    expect(parseCommand('a'.repeat(32_000)).ok).toBe(true);
    expect(refusal('a'.repeat(32_001))).toBe('at most 32000 characters');
  });
});
