import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { law } from '../test/law.ts';
import { describe as tell } from './describe.ts';
import {
  formatSecretReference,
  isSecretReference,
  parseSecretReference,
  SECRET_ATTRIBUTES,
  SECRET_REFERENCE_MAX,
  type SecretReference,
} from './secret-reference.ts';

const reference = (over: Partial<SecretReference> = {}): SecretReference => ({
  vault: 'app-prod',
  item: 'db',
  section: undefined,
  field: 'password',
  attribute: undefined,
  ...over,
});

const problem = (text: string): string => {
  const parsed = parseSecretReference(text);
  return parsed.ok ? 'none' : parsed.error.problem;
};

describe('a secret reference', () => {
  test.each<[string, SecretReference]>([
    ['op://app-prod/db/password', reference()],
    ['op://app-prod/db/Admin/password', reference({ section: 'Admin' })],
    ['OP://app-prod/db/password', reference()],
    ['op://My Vault/My item/API key', reference({ vault: 'My Vault', item: 'My item', field: 'API key' })],
    ['op://app-prod/ssh/id_ed25519.pub', reference({ item: 'ssh', field: 'id_ed25519.pub' })],
    ['op://app-prod/db/password?attribute=otp', reference({ attribute: 'otp' })],
    ['op://app-prod/db/password?attr=otp', reference({ attribute: 'otp' })],
    ['op://app-prod/db/password?Attribute=OTP', reference({ attribute: 'otp' })],
    ['op://app-prod/db/s/password?attribute=type', reference({ section: 's', attribute: 'type' })],
    ['op://././.', reference({ vault: '.', item: '.', field: '.' })],
  ])('%s', (text, expected) => {
    expect(parseSecretReference(text)).toEqual({ ok: true, value: expected });
  });

  test.each([
    ['op://', 'has 1 part, 3 or 4 are needed'],
    ['op://vault', 'has 1 part, 3 or 4 are needed'],
    ['op://vault/item', 'has 2 parts, 3 or 4 are needed'],
    ['op://vault/item/section/field/more', 'has 5 parts, 3 or 4 are needed'],
    ['op:///item/field', 'has an empty part'],
    ['op://vault//field', 'has an empty part'],
    ['op://vault/item/', 'has an empty part'],
    ['op://vault/item/ ', 'has an empty part'],
    ['op://vault/item//field', 'has an empty part'],
    ['op://vault/item/field ', 'begins or ends with a space'],
    ['op://vault/ item/field', 'begins or ends with a space'],
    ['op://vault/item (old)/field', 'has the character `(`'],
    ['op://vault/item%20one/field', 'has the character `%`'],
    ['op://vault/Mainô/field', 'has the character `ô`'],
    ['op://vault/💳/field', 'has the character `💳`'],
    ['op://vault/it\u{212A}em/field', 'has the character `\u{212A}`'],
    ['op://vault/item/field\n', 'has the character'],
    ['op://vault/item/fie\tld', 'has the character'],
    ['op://vault/item/field#1', 'has the character `#`'],
    ['op://$VAULT/item/field', 'has the character `$`'],
    ['op://vault/item/field?', 'has the query `?`, allowed is `?attribute=`'],
    ['op://vault/item/field?attribute', 'has the query'],
    ['op://vault/item/field?attribute=', 'has the query'],
    ['op://vault/item/field?attribute=secret', 'has the query `?attribute=secret`'],
    ['op://vault/item/field?attribute=otp?', 'has the query'],
    ['op://vault/item/field?format=json', 'has the query `?format=json`'],
    ['op://vault/item/field?format=otp', 'has the query `?format=otp`'],
    ['op://vault/item/field?attribute=otp&attribute=otp', 'has 2 query parameters'],
    ['op://vault/item/field?attribute=otp&x=y', 'has 2 query parameters'],
    ['op://vault/item/private key?ssh-format=openssh', 'asks for `ssh-format`, which is not served here'],
    ['op://vault/item?attribute=otp/field', 'has 2 parts'],
  ])('%j is refused: %s', (text, expected) => {
    expect(problem(text)).toContain(expected);
  });

  test('has at most 2048 characters', () => {
    const longest = `op://v/i/${'f'.repeat(SECRET_REFERENCE_MAX - 9)}`;
    expect(longest).toHaveLength(2_048);
    expect(problem(longest)).toBe('none');
    expect(problem(`${longest}f`)).toBe('has 2049 characters, at most 2048 are allowed');
  });

  test.each(['correct-horse-battery-staple', ' op://vault/item/field', 'op:/vault/item/field', ''])(
    'what does not begin with `op://` may be a secret, and no failure repeats it: %j',
    (text) => {
      expect(isSecretReference(text)).toBe(false);
      expect(parseSecretReference(text)).toEqual({
        ok: false,
        error: {
          code: 'SECRET_REFERENCE_MALFORMED',
          reference: null,
          problem: 'is not `op://<vault>/<item>[/<section>]/<field>`',
        },
      });
    },
  );

  test('a failure says what was given and what is allowed', () => {
    const parsed = parseSecretReference('op://vault/item');
    expect(parsed.ok ? '' : tell(parsed.error)).toBe(
      'the secret reference `op://vault/item` has 2 parts, 3 or 4 are needed: `op://<vault>/<item>[/<section>]/<field>`',
    );
  });
});

describe('for every reference', () => {
  const name = fc.stringMatching(/^[A-Za-z0-9\-_.](?:[A-Za-z0-9\-_. ]{0,20}[A-Za-z0-9\-_.])?$/);
  const any: fc.Arbitrary<SecretReference> = fc.record({
    vault: name,
    item: name,
    section: fc.option(name, { nil: undefined }),
    field: name,
    attribute: fc.constantFrom(undefined, ...SECRET_ATTRIBUTES),
  });

  test('what is written is read back', () => {
    law(
      fc.property(any, (given) => {
        expect(parseSecretReference(formatSecretReference(given))).toEqual({ ok: true, value: given });
      }),
    );
  });

  test('what is read is written back as something that reads the same, and nothing throws', () => {
    const unit = fc.constantFrom('a', 'B', ' ', '/', '/', '?', '&', '=', 'attr', 'otp', '%', 'ô');
    law(
      fc.property(fc.string({ unit, maxLength: 20 }), (rest) => {
        const parsed = parseSecretReference(`op://${rest}`);
        if (!parsed.ok) return;
        expect(parseSecretReference(formatSecretReference(parsed.value))).toEqual(parsed);
      }),
      { runs: 2_000 },
    );
  });
});
