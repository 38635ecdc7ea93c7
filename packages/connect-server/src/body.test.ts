import { describe, expect, test } from 'vitest';
import { parseBody } from './body.ts';

const refusal = (bytes: string | Uint8Array) => {
  const parsed = parseBody(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  return parsed.ok ? null : parsed.error.problem;
};

describe('a body', () => {
  test('is JSON', () => {
    expect(parseBody(Buffer.from('{"title":"\u{1F511}"}'))).toEqual({
      ok: true,
      value: { title: '\u{1F511}' },
    });
  });

  test('may begin with the mark that some editors write', () => {
    expect(refusal('\uFEFF[]')).toBeNull();
  });

  test('that isn’t is refused, and nothing of it is repeated', () => {
    expect(refusal('{"value": hunter2}')).toBe('the body is not JSON');
    expect(refusal('{"value": "hunter2')).toBe('the body is not JSON');
    expect(refusal('{"value": "a"} hunter2')).toBe('the body is not JSON');
    expect(refusal('')).toBe('the body is empty, JSON is needed');
    expect(refusal(new Uint8Array([0x22, 0xff, 0x22]))).toBe('the body is not UTF-8');
  });

  test('of a million brackets is read or refused like any other', () => {
    expect(refusal('['.repeat(1_000_000))).toBe('the body is not JSON');
  });
});
