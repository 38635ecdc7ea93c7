import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDisposition } from './disposition.ts';

describe('the disposition of a file', () => {
  test.each([
    ['key.pem', 'attachment; filename="key.pem"'],
    ['a key.pem', 'attachment; filename="a key.pem"'],
    ['a"b.pem', `attachment; filename="a_b.pem"; filename*=UTF-8''a%22b.pem`],
    ['50%.txt', `attachment; filename="50_.txt"; filename*=UTF-8''50%25.txt`],
    [
      'Schlüssel (alt).pem',
      `attachment; filename="Schl_ssel (alt).pem"; filename*=UTF-8''Schl%C3%BCssel%20%28alt%29.pem`,
    ],
    ['../../etc/passwd', 'attachment; filename=".._.._etc_passwd"'],
    [String.raw`C:\key`, 'attachment; filename="C:_key"'],
    ['a\r\nSet-Cookie: b', 'attachment; filename="a__Set-Cookie: b"'],
    ['\uD800', 'attachment; filename="_"'],
  ])('%j is %s', (name, expected) => {
    expect(formatDisposition(name)).toBe(expected);
  });

  const unit = fc.constantFrom(
    '"',
    '%',
    '\\',
    '/',
    '\r',
    '\n',
    ';',
    '*',
    "'",
    'a',
    'é',
    '\uD800',
    '\u{1F511}',
  );

  test('is one header with one quoted name, whatever the name is', () => {
    fc.assert(
      fc.property(fc.string({ unit }), (name) => {
        expect(formatDisposition(name)).toMatch(
          /^attachment; filename="[ !#$&-.0-[\]-~]*"(?:; filename\*=UTF-8''[\w.!~%-]*)?$/,
        );
      }),
    );
  });
});
