import type { JobClient, OpenLease, StandingToken } from '@connect-token/broker-client';
import { instant, ok } from '@connect-token/core';
import { expect, test } from 'vitest';
import { attemptsOf } from './attempt.ts';
import { NOTHING_ENDED } from './end.ts';
import { formatPage } from './page.ts';
import { outcomeOf, type Swept } from './swept.ts';
import { reportTokens, type TokenReport } from './tokens.ts';

const AT = instant(Date.UTC(2026, 10, 22));

const lease = (n: number, over: Partial<OpenLease> = {}): OpenLease => ({
  id: String(n).padStart(26, '0'),
  repositoryId: '42',
  runId: '7',
  runAttempt: '1',
  checkRunId: String(n),
  credits: 2,
  rule: 'deploy',
  createdAt: AT,
  expiresAt: AT,
  ...over,
});

const sweptOf = (over: readonly OpenLease[], more: Partial<Swept> = {}): Swept => ({
  open: over,
  more: false,
  looked: attemptsOf(over).map((attempt) => ({ kind: 'told', attempt, over: attempt.leases })),
  over,
  dryRun: false,
  ...NOTHING_ENDED,
  leases: over.map(({ id, credits }) => ({ id, credits, state: 'revoked' })),
  ...more,
});

const OFF: TokenReport = { kind: 'off' };
const token: StandingToken = {
  id: 'tokenaaaaaaaaaaaaaaaaaaaaa',
  name: 'by hand',
  server: { id: 'SERVERAAAAAAAAAAAAAAAAAAAA', name: 'Production' },
  createdAt: AT,
  expiresAt: null,
  lastUsedAt: null,
};

test('a name that people gave is text on the page: it makes no link, no cell and no line', () => {
  const hostile = { ...token, name: '[x](https://y) | z\n| a | <img src=x>\u001b[2J' };
  const tokens: TokenReport = {
    kind: 'told',
    reported: [{ token: hostile, concerns: ['no-expiry', 'unused'] }],
    usesSince: AT,
    tooShort: false,
    more: false,
  };
  const lines = formatPage(sweptOf([]), tokens, 90);
  const row = lines.find((line) => line.includes(token.id)) ?? '';
  expect(row).not.toMatch(/[[\]<>\p{Cc}]/u);
  expect(row.split('|')).toHaveLength(9);
  expect(row).toContain('it never expires, unused for 90 days');
});

test('a table has an end, and says how much more there is', () => {
  const lines = formatPage(sweptOf(Array.from({ length: 101 }, (_, n) => lease(n))), OFF, null);
  expect(lines.filter((line) => line.endsWith('| revoked |'))).toHaveLength(100);
  expect(lines).toContain('And 1 more.');
});

test('credits of what the account has yet to confirm aren’t free, and what somebody else has ended freed none here', () => {
  const [one, two, three] = [lease(1), lease(2), lease(3)];
  const swept = sweptOf([one, two, three], {
    leases: [
      { id: one.id, credits: 2, state: 'revoked' },
      { id: two.id, credits: 2, state: 'revoking' },
    ],
  });
  expect(outcomeOf(swept)).toMatchObject({ ended: 2, creditsFreed: 2, warning: null, isBlind: false });
  const page = formatPage(swept, OFF, null).join('\n');
  expect(page).toMatch(/being revoked \|\n.*ended by somebody else \|/);
});

test('what the broker didn’t let it end, and what it didn’t list, is a warning', () => {
  const swept = sweptOf([lease(1)], { leases: [], unknown: [lease(1).id], more: true });
  expect(outcomeOf(swept).warning).toBe(
    "the broker didn't let this job end 1 open lease\nthere are more open leases than one sweep asks for: the next goes on",
  );
});

test('what the broker didn’t let it end is told as open, and never as ended', () => {
  const [one, two] = [lease(1), lease(2)];
  const swept = sweptOf([one, two], { leases: [], unknown: [one.id] });
  expect(formatPage(swept, OFF, null).join('\n')).toMatch(
    /open: its end isn't allowed \|\n.*ended by somebody else \|/,
  );
});

const listing = (forgottenDays: number): Pick<JobClient, 'standingTokens'> => ({
  standingTokens: async () =>
    ok({ rows: [token], more: false, usesSince: instant(AT - forgottenDays * 86_400_000) }),
});

test('where uses are forgotten sooner than asked about, the page says why no token is called unused', async () => {
  const told = async (forgotten: number) => {
    const tokens = await reportTokens(listing(forgotten) as JobClient, 60, AT);
    return formatPage(sweptOf([]), tokens, 60).join('\n');
  };
  expect(await told(59)).toContain('That is less than 60 days');
  expect(await told(60)).not.toContain('That is less than');
});

test('leases are asked about by their run attempt, all jobs of one at once', () => {
  const leases = [lease(1), lease(2, { runAttempt: '2' }), lease(3), lease(4, { repositoryId: '43' })];
  expect(attemptsOf(leases).map((attempt) => attempt.leases.map(({ id }) => Number(id)))).toEqual([
    [1, 3],
    [2],
    [4],
  ]);
});

test('no sweep is blind where there was nothing to ask', () => {
  expect(outcomeOf(sweptOf([]))).toMatchObject({ isBlind: false, ended: 0 });
});
