// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what variables look like in a template of `op`.
import { formatSecretReference } from '@connect-token/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeOpFailure } from './failure.ts';
import { parseTemplate } from './template.ts';

const render = (template: string, env: Record<string, string> = {}): string => {
  const parts = parseTemplate(template, env);
  return parts.ok
    ? parts.value
        .map((part) => (part.kind === 'text' ? part.text : `<${formatSecretReference(part.reference)}>`))
        .join('')
    : `refused: ${describeOpFailure(parts.error)}`;
};

describe('a template', () => {
  test.each([
    ['a: {{ op://prod/db/password }}\n', 'a: <op://prod/db/password>\n'],
    ['{{op://prod/db/password}}', '<op://prod/db/password>'],
    ['{{ op://My Vault/db/API key }}', '<op://My Vault/db/API key>'],
    ['{{ op://prod/db/code?attribute=otp }}', '<op://prod/db/code?attribute=otp>'],
    ['p=op://prod/db/password', 'p=<op://prod/db/password>'],
    ['"op://prod/db/password"', '"<op://prod/db/password>"'],
    ['op://prod/db/code?attribute=otp;', '<op://prod/db/code?attribute=otp>;'],
    ['op://d3v/stripe.keys/s3ct10n/public_key', '<op://d3v/stripe.keys/s3ct10n/public_key>'],
    ['op://a/b/c,op://a/b/d', '<op://a/b/c>,<op://a/b/d>'],
    ['postgres://u:{{op://a/b/c}}@db', 'postgres://u:<op://a/b/c>@db'],
  ])('%j: the reference is found', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  test.each([
    'shop://a/b/c',
    'x-op://a/b/c',
    '+op://a/b/c',
    '\\op://a/b/c',
    '.op://a/b/c',
    '{{ .Values.image }}',
    '{{ "not closed }}',
    '{{}} }} {{',
    'costs 5$, or $5, or ${}',
    '',
  ])('%j is text', (template) => {
    expect(render(template)).toBe(template);
  });

  test.each([
    ['{{ "{{ op://a/b/c }}" }}', '{{ op://a/b/c }}'],
    ['{{ "op://a/b/c and $HOME" }}', 'op://a/b/c and $HOME'],
    ['{{ "say \\"hi\\"" }}', 'say "hi"'],
    ['{{ "C:\\temp\\\\" }}', 'C:\\temp\\'],
    ['{{ "two\nlines" }}', 'two\nlines'],
  ])('%j: what is quoted in braces is text', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  test.each([
    ['$HOST:${PORT}', 'db:5432'],
    ['${ HOST }', 'db'],
    ['${STAGE:-dev}', 'dev'],
    ['${HOST:-other}', 'db'],
    ['${STAGE:-}', ''],
    ['$host', 'db'],
    ['[${EMPTY:-x}]', '[]'],
    ['op://${STAGE:-dev}/$HOST/password', '<op://dev/db/password>'],
  ])('%j: variables come first', (template, expected) => {
    expect(render(template, { HOST: 'db', PORT: '5432', EMPTY: '' })).toBe(expected);
  });

  test.each([
    ['x\n{{ op://prod/db }}', 'refused: line 2: the secret reference `op://prod/db` has 2 parts'],
    ['{{op://h?ack/1Password!/for"real}}', 'refused: line 1: '],
    ['op://h?ack/1Password!/for"real', 'refused: line 1: '],
    ['a op:// b', 'refused: line 1: '],
    ['{{ "x\n" }}\n$NOBODY', 'refused: from line 2: the variable `NOBODY` is not set and has no default'],
  ])('%j is refused with its line', (template, expected) => {
    expect(render(template)).toContain(expected);
  });

  test('of variables that differ in case only, none is chosen', () => {
    expect(render('$Host', { HOST: 'a', host: 'b' })).toContain('`Host` is not set');
    expect(render('$HOST', { HOST: 'a', host: 'b' })).toBe('a');
  });
});

describe('for every template', () => {
  const unit = fc.constantFrom(
    'op://',
    'a',
    'b/c',
    '/',
    ' ',
    '{{',
    '}}',
    '"',
    '\\',
    '$',
    '{',
    '}',
    '?',
    '=',
    '\n',
    'é',
    ':-',
  );
  const name = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9\-_.]{0,10}$/);
  const reference = fc.tuple(name, name, name).map((parts) => `op://${parts.join('/')}`);
  /** Text in which nothing begins. */
  const inert = fc.string({
    unit: fc.constantFrom('a', ' ', '\n', ':', '}', '"', 'é', '/', '|'),
    maxLength: 20,
  });

  test('nothing throws, and what has neither scheme, dollar nor quoted braces is unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (template) => {
        const rendered = render(template, { a: 'x' });
        const inertText = !/op:\/\/|\$|\{\{[ \t]*"/.test(template);
        if (inertText) expect(rendered).toBe(template);
      }),
      { numRuns: 2_000 },
    );
  });

  test('references in braces are found wherever they stand, and all the rest is kept', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(inert, reference), { maxLength: 6 }), inert, (pairs, end) => {
        const template = pairs.map(([text, one]) => `${text}{{ ${one} }}`).join('') + end;
        expect(render(template)).toBe(pairs.map(([text, one]) => `${text}<${one}>`).join('') + end);
      }),
    );
  });

  test('whatever is quoted comes out as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
        const quoted = `{{ "${text.replaceAll(/["\\]/g, '\\$&')}" }}`;
        expect(render(`a${quoted}b`)).toBe(`a${text}b`);
      }),
    );
  });
});
