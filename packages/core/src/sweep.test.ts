import { describe, expect, test } from 'vitest';
import { IDENTITY, NOW } from '../test/acme.ts';
import { applyingTo, isOfPolicy, type Rule, standingOf, type TrustPolicy } from './policy.ts';
import { concernsAbout, isSwept, reachesBack, refuseTokens, sweptRepositories } from './sweep.ts';
import type { SweepGrant } from './sweep-grant.ts';
import { instant } from './time.ts';

const DAY_MS = 86_400_000;

const conditions = (event: string = 'push'): Rule['conditions'] => [
  { claim: 'repository_id', patterns: [IDENTITY.repositoryId] },
  { claim: 'repository_owner_id', patterns: [IDENTITY.repositoryOwnerId] },
  { claim: 'event', patterns: [event] },
];

const care = (name: string, grant: Partial<SweepGrant>, event?: string): Rule => ({
  effect: 'sweep',
  name,
  conditions: conditions(event),
  grant: { leases: [], repositories: [], tokens: [], ...grant },
});

const never: Rule = { effect: 'deny', name: 'never', conditions: conditions().slice(0, 1) };

const policy = (...rules: readonly Rule[]): TrustPolicy => ({ hash: 'f'.repeat(64), rules });

const BOTH = care('both', { leases: ['read', 'end'], repositories: ['1', '2'] });
const LOOK = care('look', { leases: ['read'], repositories: ['2', '3'] });
const REPORT = care('report', { tokens: ['read'] });
const WEEKLY = care('weekly', { leases: ['end'], repositories: ['4'] }, 'schedule');

describe('a rule that sweeps', () => {
  test('gives each of its rights to its own repositories, and several don’t mix', () => {
    const all = policy(BOTH, LOOK, REPORT, WEEKLY);
    expect(sweptRepositories(all, IDENTITY, 'read')).toEqual({ ok: true, value: new Set(['1', '2', '3']) });
    expect(sweptRepositories(all, IDENTITY, 'end')).toEqual({ ok: true, value: new Set(['1', '2']) });
    expect(refuseTokens(all, IDENTITY, 'read')).toBeUndefined();
  });

  test('without the right is refused, and the log is told which one it lacks', () => {
    expect(sweptRepositories(policy(LOOK), IDENTITY, 'end')).toEqual({
      ok: false,
      error: {
        code: 'POLICY_DENIED',
        reasons: [
          {
            rule: 'look',
            effect: 'sweep',
            failed: [{ condition: 'leases', allowed: ['read'], seen: 'end' }],
          },
        ],
      },
    });
    expect(refuseTokens(policy(BOTH), IDENTITY, 'read')).toMatchObject({
      reasons: [{ failed: [{ condition: 'tokens', allowed: [], seen: 'read' }] }],
    });
  });

  test('whose conditions don’t hold gives nothing', () => {
    expect(sweptRepositories(policy(WEEKLY), IDENTITY, 'end')).toMatchObject({
      ok: false,
      error: { reasons: [{ rule: 'weekly', failed: [{ condition: 'event' }] }] },
    });
    expect(sweptRepositories(policy(WEEKLY), { ...IDENTITY, event: 'schedule' }, 'end').ok).toBe(true);
  });

  test('gives nothing to whom a rule denies', () => {
    expect(sweptRepositories(policy(BOTH, never), IDENTITY, 'read').ok).toBe(false);
    expect(refuseTokens(policy(REPORT, never), IDENTITY, 'read')).toMatchObject({
      reasons: [{ rule: 'report' }, { rule: 'never', effect: 'deny', failed: [] }],
    });
    expect(applyingTo(policy(BOTH, never), IDENTITY).rules).toEqual([]);
  });

  test('names nobody for a mint', () => {
    expect(standingOf(policy(BOTH, REPORT), IDENTITY)).toMatchObject({ kind: 'denied' });
  });
});

describe('a repository', () => {
  test('is one of the policy where a rule is about its two ids, whatever else that asks', () => {
    expect(isOfPolicy(policy(WEEKLY), IDENTITY)).toBe(true);
    expect(isOfPolicy(policy(WEEKLY, never), IDENTITY)).toBe(true);
    expect(isOfPolicy(policy(WEEKLY), { ...IDENTITY, repositoryId: '1' })).toBe(false);
    expect(isOfPolicy(policy(WEEKLY), { ...IDENTITY, repositoryOwnerId: '1' })).toBe(false);
  });

  test('is none where only a rule that denies, or one without both ids, is about it', () => {
    expect(isOfPolicy(policy(never), IDENTITY)).toBe(false);
    expect(isOfPolicy(policy({ ...WEEKLY, conditions: conditions().slice(0, 1) }), IDENTITY)).toBe(false);
  });

  test('means nothing without its issuer', () => {
    const repositories = new Set(['1']);
    const job = { issuer: IDENTITY.issuer, repositoryId: '1', runId: '2', runAttempt: '1', checkRunId: null };
    expect(isSwept({ job }, IDENTITY, repositories)).toBe(true);
    expect(isSwept({ job: { ...job, issuer: 'https://ghe.example' } }, IDENTITY, repositories)).toBe(false);
    expect(isSwept({ job: { ...job, repositoryId: '2' } }, IDENTITY, repositories)).toBe(false);
    expect(isSwept({ job: null }, IDENTITY, repositories)).toBe(false);
  });
});

describe('a standing token', () => {
  const ago = (ms: number) => instant(NOW - ms);
  const token = { createdAt: ago(100 * DAY_MS), expiresAt: null, lastUsedAt: null };

  const days = 90 * DAY_MS;
  const unused = { days: 90, usesSince: ago(1_000 * DAY_MS) };

  test('is of concern without an expiry, and after so many days without a use', () => {
    expect(concernsAbout(token, unused, NOW)).toEqual(['no-expiry', 'unused']);
    expect(concernsAbout({ ...token, expiresAt: instant(NOW + 1) }, unused, NOW)).toEqual(['unused']);
    expect(concernsAbout({ ...token, expiresAt: instant(NOW + 1), lastUsedAt: NOW }, unused, NOW)).toEqual(
      [],
    );
  });

  test.each([
    ['made a moment less ago', days - 1, null, false],
    ['made so long ago', days, null, true],
    ['used a moment less ago', days + 1, days - 1, false],
    ['used so long ago', days + 1, days, true],
  ])('%s is unused from that very moment on', (_what, made, used, is) => {
    const times = { createdAt: ago(made), lastUsedAt: used === null ? null : ago(used) };
    expect(concernsAbout({ ...token, ...times }, unused, NOW).includes('unused')).toBe(is);
  });

  test.each([
    [days - 1, false],
    [days, true],
  ])('is not called unused by what was forgotten %i ms ago, unless that is long enough', (forgotten, is) => {
    const rule = { days: 90, usesSince: ago(forgotten) };
    expect(concernsAbout(token, rule, NOW).includes('unused')).toBe(is);
    expect(reachesBack(rule, NOW)).toBe(is);
  });

  test('is not called unused where nobody asks, or nobody knows', () => {
    expect(concernsAbout(token, null, NOW)).toEqual(['no-expiry']);
  });
});
