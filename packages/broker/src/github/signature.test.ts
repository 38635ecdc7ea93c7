import { createHmac } from 'node:crypto';
import { secret } from '@connect-token/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSigned } from './signature.ts';

const OLD = secret('old-secret-old-secret');
const NEW = secret('new-secret-new-secret');
const body = new TextEncoder().encode('{"action":"completed"}');

const sign = (text: string, bytes: Uint8Array = body): string =>
  `sha256=${createHmac('sha256', text).update(bytes).digest('hex')}`;

describe('the signature of a delivery', () => {
  test("is the one of GitHub's own example", () => {
    const example = new TextEncoder().encode('Hello, World!');
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    expect(isSigned(example, signature, [secret("It's a Secret to Everybody")])).toBe(true);
  });

  test('is taken from either of two secrets, while one replaces the other', () => {
    expect(isSigned(body, sign(OLD.reveal()), [OLD, NEW])).toBe(true);
    expect(isSigned(body, sign(NEW.reveal()), [OLD, NEW])).toBe(true);
    expect(isSigned(body, sign(OLD.reveal()), [NEW])).toBe(false);
  });

  test('is refused where no secret is configured', () => {
    expect(isSigned(body, sign(''), [])).toBe(false);
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['of SHA-1', `sha1=${createHmac('sha1', OLD.reveal()).update(body).digest('hex')}`],
    ['without its algorithm', sign(OLD.reveal()).slice('sha256='.length)],
    ['cut by one character', sign(OLD.reveal()).slice(0, -1)],
    ['longer by one', `${sign(OLD.reveal())}0`],
    ['in upper case', sign(OLD.reveal()).toUpperCase()],
    ['sent twice', `${sign(OLD.reveal())}, ${sign(OLD.reveal())}`],
    ['followed by a line end', `${sign(OLD.reveal())}\n`],
  ])('is refused where it is %s', (_, signature) => {
    expect(isSigned(body, signature, [OLD])).toBe(false);
  });

  test('fits no other bytes: one bit more, one less, one turned', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
        const signature = sign(OLD.reveal(), bytes);
        const turned = Uint8Array.from(bytes);
        const place = at % bytes.length;
        turned[place] = (turned[place] ?? 0) ^ (1 << bit);
        expect(isSigned(bytes, signature, [OLD])).toBe(true);
        expect(isSigned(turned, signature, [OLD])).toBe(false);
        expect(isSigned(bytes.subarray(1), signature, [OLD])).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
