import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditEvent, DetailValue } from './audit.ts';
import { auditRecord, auditText, formatHead, NO_SEAL, parseHead, sealText } from './audit-text.ts';
import { instant } from './time.ts';

const EVENT: AuditEvent = {
  id: '01K6M0Y9WZ3C8T5V7XQ2RHN4DB',
  at: instant(1_764_776_645_678),
  kind: 'lease.active',
  actor: null,
  subject: { token: 't', lease: 'l' },
  detail: { b: [1, null, 'ü"\n'], a: { z: true, y: '' } },
};

test('an event has one text: members sorted, nothing between them', () => {
  expect(auditText(EVENT)).toBe(
    '{"actor":null,"at":"2025-12-03T15:44:05.678Z","detail":{"a":{"y":"","z":true},"b":[1,null,"ü\\"\\n"]},' +
      '"id":"01K6M0Y9WZ3C8T5V7XQ2RHN4DB","kind":"lease.active","subject":{"lease":"l","token":"t"}}',
  );
  expect(auditText({ ...EVENT, actor: { kind: 'person', personId: 'p' } })).toContain(
    '"actor":{"kind":"person","person_id":"p"}',
  );
  expect(auditText({ ...EVENT, actor: { kind: 'owner' } })).toContain('"actor":{"kind":"owner"}');
});

// Source: RFC 8785 §3.2.3, its example of the order of names.
test('members are sorted by UTF-16 code units', () => {
  const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
  const detail = Object.fromEntries(names.map((name) => [name, 0]));
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33'];
  expect(auditText({ ...EVENT, detail })).toContain(
    `{${sorted.map((name) => `${JSON.stringify(name)}:0`).join(',')}}`,
  );
});

const value = fc.letrec<{ value: DetailValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('the text of an event is its record as JSON, whatever order its members were written in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), (detail) => {
      const event = { ...EVENT, detail };
      const backwards = Object.fromEntries(Object.entries(detail).reverse());
      expect(JSON.parse(auditText(event))).toEqual(JSON.parse(JSON.stringify(auditRecord(event))));
      expect(auditText({ ...event, detail: backwards })).toBe(auditText(event));
    }),
  );
});

test('a seal has one text: a line for each thing that it binds', () => {
  const seal = {
    number: 1,
    at: EVENT.at,
    previous: NO_SEAL,
    events: [
      { id: 'A', sha256: 'aa' },
      { id: 'B', sha256: 'bb' },
    ],
  };
  expect(sealText(seal)).toBe(
    `connect-token-audit/1\n1\n2025-12-03T15:44:05.678Z\n${'0'.repeat(64)}\nA aa\nB bb\n`,
  );
});

test('a head is read as it was printed, and nothing else is', () => {
  const head = { number: 42, hash: 'a'.repeat(64) };
  expect(parseHead(formatHead(head))).toEqual(head);
  for (const text of [
    '',
    '42',
    `0:${head.hash}`,
    `42:${head.hash}0`,
    `42:${head.hash.toUpperCase()}`,
    ` 42:${head.hash}`,
  ])
    expect(parseHead(text)).toBeUndefined();
});
