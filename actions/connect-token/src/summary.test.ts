import type { MintedToken } from '@connect-token/broker-client';
import { err, instant, ok, seconds, secret } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { formatOutcome, formatRehearsal, formatSummary } from './summary.ts';

const TOKEN = 'aaaaaaaaaaaa.bbbbbbbbbbbb.cccccccccccc';

const summaryOf = (names: readonly string[], reasons: Partial<MintedToken> = {}): string =>
  formatSummary(
    {
      leaseId: '01JD0000000000000000000000',
      token: secret(TOKEN),
      expiresAt: instant(Date.UTC(2026, 10, 1, 12, 15, 0, 999)),
      connectUrl: 'https://connect.acme.example',
      server: { id: 'S', name: 'Production' },
      vaults: names.map((name, index) => ({ id: `id${index}`, name, permissions: ['read', 'write'] })),
      rule: null,
      lifetimeMax: null,
      credits: null,
      ...reasons,
    },
    'this job',
  ).join('\n');

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
      ].join('\n'),
    );
  });

  test('says by which rule, what that allows, and how full the plan is, where the broker tells', () => {
    const reasons = {
      rule: 'shop|deploy',
      lifetimeMax: seconds(3_600),
      credits: { used: 12, limit: 50 },
    };
    expect(summaryOf(['Production'], reasons)).toContain(
      'By the rule **shop&#124;deploy**, which allows up to 1h. It takes 1 vault access credit as long as it lives; with it 12 of 50 are in use. Lease ',
    );
  });

  test('of a rehearsal says what would be granted, and that nothing was', () => {
    const planned = {
      server: { id: 'S', name: 'Production' },
      vaults: [{ id: 'v', name: 'Production', permissions: ['read'] as const }],
      lifetime: seconds(900),
      rule: 'shop',
      lifetimeMax: seconds(900),
      credits: null,
    };
    expect(formatRehearsal(planned).join('\n')).toContain(
      'This would be granted on the Connect server **Production**, for **15m**. No token was made.',
    );
  });

  test('of what became of a token names its lease, and when it dies where it isn’t revoked', () => {
    const at = instant(Date.UTC(2026, 10, 1, 12, 15));
    const name = 'the token of lease 01JD0000000000000000000000';
    expect(formatOutcome({ name, outcome: ok('revoked') }, at)).toBe(
      `Connect token: ${name} is **revoked**.`,
    );
    expect(formatOutcome({ name, outcome: ok('revoking') }, at)).toContain('is **being revoked**');
    const failure = {
      code: 'BROKER_UNREACHABLE',
      url: 'https://b.example',
      cause: 'x',
      attempts: 3,
    } as const;
    expect(formatOutcome({ name, outcome: err(failure) }, at)).toContain(
      'is **not revoked** (BROKER_UNREACHABLE): it dies by itself at **2026-11-01T12:15:00Z**',
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
