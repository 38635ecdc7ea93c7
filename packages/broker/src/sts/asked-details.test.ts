import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../testing/any-text.ts';
import { parseAskedDetails } from './asked-details.ts';

const parse = (value: unknown) => parseAskedDetails(JSON.stringify(value));
const one = (vaults: unknown, more: object = {}) => parse([{ type: 'connect_vaults', vaults, ...more }]);
const codesOf = (parsed: ReturnType<typeof parseAskedDetails>) =>
  parsed.ok ? [] : parsed.error.map(({ code }) => code);
const entries = (count: number) => Array.from({ length: count }, (_, index) => ({ vault: `v${index}` }));

describe('authorization details', () => {
  test('become a scope in the order asked, each vault with its line, and a lifetime in seconds', () => {
    const vaults = [
      { vault: 'Production', permissions: ['read', 'write'] },
      { vault: 'Finance, EU', permissions: ['write'] },
      { vault: 'Shared configuration' },
    ];
    expect(one(vaults, { expires_in: 900 })).toEqual({
      ok: true,
      value: {
        scope: [
          { vault: 'Production', access: 'rw', line: 1 },
          { vault: 'Finance, EU', access: 'w', line: 2 },
          { vault: 'Shared configuration', access: undefined, line: 3 },
        ],
        lifetime: 900,
      },
    });
  });

  test('without a lifetime leave it to the broker', () => {
    const parsed = one([{ vault: 'a' }]);
    expect(parsed.ok && parsed.value.lifetime).toBeUndefined();
  });

  test('reach from one vault to a hundred', () => {
    expect(codesOf(one(entries(0)))).toEqual(['VAULTS_EMPTY']);
    expect(codesOf(one(entries(1)))).toEqual([]);
    expect(codesOf(one(entries(100)))).toEqual([]);
    const tooMany = one(entries(101));
    expect(!tooMany.ok && tooMany.error).toEqual([{ code: 'VAULTS_TOO_MANY', given: 101, limit: 100 }]);
  });

  test('live from a minute to a day', () => {
    const lifetime = (expires_in: unknown) => codesOf(one([{ vault: 'a' }], { expires_in }));
    expect([60, 86_400].map(lifetime)).toEqual([[], []]);
    expect(lifetime(1e300)).toContain('AUTHORIZATION_DETAILS_MALFORMED');
    expect([0, 59, 86_401, 1e15].map(lifetime)).toEqual(
      Array.from({ length: 4 }, () => ['LIFETIME_OUT_OF_RANGE']),
    );
    expect([-1, 1.5, '900', null, true].map(lifetime)).toEqual(
      Array.from({ length: 5 }, () => ['AUTHORIZATION_DETAILS_MALFORMED']),
    );
  });

  test('that name a vault twice are refused with both lines', () => {
    const parsed = one([{ vault: 'a' }, { vault: 'b' }, { vault: 'a', permissions: ['read'] }]);
    expect(!parsed.ok && parsed.error).toEqual([
      { code: 'VAULT_REPEATED', vault: 'a', line: 3, firstLine: 1 },
    ]);
  });

  test('with characters that steer a terminal are refused, together with all else that is wrong', () => {
    expect(
      codesOf(one([{ vault: 'a\u0000' }, { vault: 'b' }, { vault: 'b' }, { vault: '\u202eb' }])),
    ).toEqual(['VAULT_LINE_MALFORMED', 'VAULT_LINE_MALFORMED', 'VAULT_REPEATED']);
  });

  test.each<[string, unknown]>([
    ['no list', { type: 'connect_vaults', vaults: [{ vault: 'a' }] }],
    ['an empty list', []],
    ['two entries', [1, 2].map(() => ({ type: 'connect_vaults', vaults: [{ vault: 'a' }] }))],
    ['another type', [{ type: 'payment', vaults: [{ vault: 'a' }] }]],
    ['a member that we do not know', [{ type: 'connect_vaults', vaults: [{ vault: 'a' }], actions: [] }]],
    [
      'a member of a vault that we do not know',
      [{ type: 'connect_vaults', vaults: [{ vault: 'a', read: true }] }],
    ],
    ['no permission', [{ type: 'connect_vaults', vaults: [{ vault: 'a', permissions: [] }] }]],
    [
      'a permission that we do not know',
      [{ type: 'connect_vaults', vaults: [{ vault: 'a', permissions: ['Read'] }] }],
    ],
    ['a vault that is no text', [{ type: 'connect_vaults', vaults: [{ vault: 1 }] }]],
    ['a vault without a name', [{ type: 'connect_vaults', vaults: [{ vault: '' }] }]],
    ['a vault name of 257 characters', [{ type: 'connect_vaults', vaults: [{ vault: 'x'.repeat(257) }] }]],
    ['vaults as one text', [{ type: 'connect_vaults', vaults: 'a' }]],
    ['null', null],
    ['a number', 7],
  ])('that are %s are malformed', (_what, value) => {
    expect(codesOf(parse(value))).toEqual(['AUTHORIZATION_DETAILS_MALFORMED']);
  });

  test.each([
    undefined,
    '',
    '{',
    '[{"type":"connect_vaults","type":"connect_vaults","vaults":[{"vault":"a"}]}]',
    '['.repeat(60_000),
  ])('as %.20j are malformed', (text) => {
    expect(codesOf(parseAskedDetails(text))).toEqual(['AUTHORIZATION_DETAILS_MALFORMED']);
  });

  test('of any JSON are parsed or refused with at least one failure, and never throw', () => {
    const near = fc.array(
      fc.record(
        {
          type: fc.constantFrom('connect_vaults', 'x', null),
          vaults: fc.oneof(fc.array(fc.record({ vault: anyText(8) }), { maxLength: 4 }), fc.jsonValue()),
          expires_in: fc.oneof(fc.double(), fc.integer(), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
      { maxLength: 2 },
    );
    fc.assert(
      fc.property(fc.oneof(near, fc.jsonValue()), (value) => {
        const parsed = parse(value);
        expect(parsed.ok || parsed.error.length > 0).toBe(true);
      }),
    );
  });
});
