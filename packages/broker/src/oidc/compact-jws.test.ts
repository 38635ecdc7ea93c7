import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../testing/any-text.ts';
import { parseCompactJws } from './compact-jws.ts';

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const HEADER = part({ alg: 'RS256', kid: 'k1', typ: 'JWT' });
const PAYLOAD = part({ iss: 'https://issuer.example' });

const problemOf = (text: string): string | undefined => {
  const parsed = parseCompactJws(text);
  return parsed.ok ? undefined : parsed.error.problem;
};

describe('a compact JWS', () => {
  test('is three parts: algorithm, kid and payload are read', () => {
    const parsed = parseCompactJws(`${HEADER}.${PAYLOAD}.c2ln`);
    expect(parsed.ok && { ...parsed.value, payload: { ...parsed.value.payload } }).toEqual({
      algorithm: 'RS256',
      kid: 'k1',
      payload: { iss: 'https://issuer.example' },
    });
  });

  test.each([
    ['one part', HEADER, 'not three parts'],
    ['two parts', `${HEADER}.${PAYLOAD}`, 'not three parts'],
    ['four parts', `${HEADER}.${PAYLOAD}.c2ln.c2ln`, 'not three parts'],
    ['the JSON serialization', `{"payload":"${PAYLOAD}"}`, 'not three parts'],
    ['an empty header', `.${PAYLOAD}.c2ln`, 'header is not base64url'],
    ['an empty payload', `${HEADER}..c2ln`, 'payload is not base64url'],
    ['a header with padding', `${HEADER}=.${PAYLOAD}.c2ln`, 'header is not base64url'],
    [
      'a space that Buffer would skip',
      `${HEADER}.${PAYLOAD.slice(0, 4)} ${PAYLOAD.slice(4)}.c2ln`,
      'payload is not base64url',
    ],
    ['plain base64', `${HEADER}.${PAYLOAD}.+/+/`, 'signature is not base64url'],
    ['stray bits at the end of the signature', `${HEADER}.${PAYLOAD}.c2lnbb`, 'signature is not base64url'],
    [
      'bytes that are no UTF-8',
      `${HEADER}.${Buffer.from([0x22, 0xff, 0x22]).toString('base64url')}.c2ln`,
      'payload is not UTF-8',
    ],
    ['a list for a payload', `${HEADER}.${part([1])}.c2ln`, 'payload is not a JSON object'],
    ['text for a header', `${part('"x"')}.${PAYLOAD}.c2ln`, 'header is not a JSON object'],
    [
      'a claim named twice',
      `${HEADER}.${part('{"aud":"a","aud":"b"}')}.c2ln`,
      'payload names a member twice',
    ],
    [
      'an algorithm named twice',
      `${part('{"alg":"none","alg":"RS256"}')}.${PAYLOAD}.c2ln`,
      'header names a member twice',
    ],
    ['no algorithm', `${part({ kid: 'k1' })}.${PAYLOAD}.c2ln`, 'names no algorithm'],
    ['an algorithm in a list', `${part({ alg: ['RS256'] })}.${PAYLOAD}.c2ln`, 'names no algorithm'],
    ['`crit`', `${part({ alg: 'RS256', kid: 'k1', crit: ['b64'], b64: false })}.${PAYLOAD}.c2ln`, '`crit`'],
    ['another type', `${part({ alg: 'RS256', kid: 'k1', typ: 'at+jwt' })}.${PAYLOAD}.c2ln`, 'type'],
    ['a kid that is no text', `${part({ alg: 'RS256', kid: 1 })}.${PAYLOAD}.c2ln`, '`kid`'],
    ['a kid of 129 characters', `${part({ alg: 'RS256', kid: 'k'.repeat(129) })}.${PAYLOAD}.c2ln`, '`kid`'],
    ['8 MB', `${HEADER}.${PAYLOAD}.${'A'.repeat(8_000_000)}`, 'longer than 16384'],
  ])('%s is refused', (_what, text, problem) => {
    expect(problemOf(text)).toContain(problem);
  });

  test('a kid of 128 characters and a token of 16,384 are still read', () => {
    expect(problemOf(`${part({ alg: 'RS256', kid: 'k'.repeat(128) })}.${PAYLOAD}.c2ln`)).toBeUndefined();
    const rest = 16_384 - `${HEADER}.${PAYLOAD}.`.length;
    const whole = `${HEADER}.${PAYLOAD}.${'A'.repeat(rest)}`;
    expect(whole).toHaveLength(16_384);
    expect(problemOf(whole) ?? '').not.toContain('longer');
    expect(problemOf(`${whole}A`)).toContain('longer than 16384');
  });

  test('no text makes it throw, and no message holds any of the text', () => {
    const texts = fc.oneof(
      anyText(80),
      fc
        .tuple(fc.jsonValue(), fc.jsonValue(), fc.base64String())
        .map(([header, payload, signature]) => `${part(header)}.${part(payload)}.${signature}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const problem = problemOf(text);
        if (problem !== undefined && text.length > 20) expect(problem).not.toContain(text.slice(0, 20));
      }),
    );
  });
});
