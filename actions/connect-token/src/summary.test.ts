import { instant, secret } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { formatSummary } from './summary.ts';

const TOKEN = 'aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc';

const summaryOf = (names: readonly string[]): string =>
  formatSummary({
    leaseId: '01JD0000000000000000000000',
    token: secret(TOKEN),
    expiresAt: instant(Date.UTC(2026, 10, 1, 12, 15, 0, 999)),
    connectUrl: 'https://connect.acme.example',
    server: { id: 'S', name: 'Production' },
    vaults: names.map((name, index) => ({ id: `id${index}`, name, permissions: ['read', 'write'] })),
  });

describe('the summary', () => {
  test('says what was granted, where, until when, and what it costs', () => {
    expect(summaryOf(['Production', 'Shared configuration'])).toBe(
      [
        '### Connect token',
        '',
        'On the Connect server **Production**, until **2026-11-01T12:15:00Z** at the latest; it is revoked when this job ends.',
        '',
        '| vault | id | may |',
        '| --- | --- | --- |',
        '| Production | id0 | read, write |',
        '| Shared configuration | id1 | read, write |',
        '',
        'It takes 2 vault access credits as long as it lives. Lease `01JD0000000000000000000000`.',
        '',
      ].join('\n'),
    );
  });

  test('never holds the token', () => {
    expect(summaryOf(['Production'])).not.toContain(TOKEN.slice(0, 12));
  });

  test('writes names as text: no table cell, tag, link, emphasis or line can come from one', () => {
    const line = summaryOf(['a|b\n<b>&amp; **x** [y](https://z.example) `c` @me #1'])
      .split('\n')
      .find((row) => row.includes('id0'));
    expect(line?.replace(/&#\d+;/g, '')).toMatch(/^\| [\w ]+ \| id0 \| read, write \|$/);
  });

  test('keeps letters of every script as they are', () => {
    expect(summaryOf(['Größe 東京'])).toContain('| Größe 東京 |');
  });
});
