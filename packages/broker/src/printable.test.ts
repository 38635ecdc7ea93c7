import { newHandle } from '@connect-token/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable, printableText } from './printable.ts';
import { anyText } from './testing/any-text.ts';

describe('a printable value', () => {
  test('has no character that steers a terminal or ends a line, and is cut', () => {
    fc.assert(
      fc.property(anyText(400), (text) => {
        const printed = printableText(text, 256);
        expect(printed).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(printed.length).toBeLessThanOrEqual(257);
      }),
    );
    expect(printableText('a\r\nb\u001b[31m\u2028', 256)).toBe('a\\u{d}\\u{a}b\\u{1b}[31m\\u{2028}');
  });

  test('keeps the form of what it holds', () => {
    const value = { a: [1, null, true, { b: 'x\n' }], c: undefined };
    expect(printable(value)).toEqual({ a: [1, null, true, { b: 'x\\u{a}' }], c: undefined });
    expect((printable(Array.from({ length: 500 }, () => 1)) as number[]).length).toBe(200);
  });

  test('is bounded as a whole, however large the policy is that it tells of', () => {
    const allowed = Array.from({ length: 100 }, (_, index) => `refs/heads/${'x'.repeat(230)}-${index}`);
    const reasons = Array.from({ length: 1_000 }, (_, index) => ({
      rule: `rule-${index}`,
      failed: [{ condition: 'ref', allowed, seen: 'refs/heads/main' }],
    }));
    const line = JSON.stringify(printable({ failures: [{ code: 'POLICY_DENIED', reasons }] }));
    expect(line.length).toBeLessThan(2 * 65_536);
    expect(line).toContain('rule-0');
    expect(line).toContain('…');
  });

  test('holds no JWT and no handle, also where they are cut off', () => {
    const handle = newHandle();
    const jwt = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from('{"iss":"x"}').toString('base64url')}.c2lnbmF0dXJl`;
    expect(printableText(`a ${handle} b ${jwt} c`, 256)).toBe('a [redacted] b [redacted] c');
    expect(printableText(`${'x'.repeat(250)}${jwt}`, 256)).not.toContain('eyJ');
    expect(printable({ server: [jwt] })).toEqual({ server: ['[redacted]'] });
  });
});
