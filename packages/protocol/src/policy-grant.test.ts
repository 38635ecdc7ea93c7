import type { Rule } from '@connect-token/core';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { policyFile } from './policy-file.ts';
import { parseYaml } from './yaml-file.ts';

const policy = (grant: unknown, over: object = {}): string => {
  const match = { repository_id: 1, repository_owner_id: 2, event: 'schedule' };
  return stringify({ version: 1, rules: [{ name: 'sweep', match, grant, ...over }] });
};

const parse = (text: string) => parseYaml('policy.yaml', Buffer.from(text), policyFile);

const mistakesOf = (grant: unknown, over: object = {}): readonly string[] => {
  const parsed = parse(policy(grant, over));
  return parsed.ok ? [] : parsed.error.map(({ problem }) => problem.replace('rules[0].', ''));
};

const ruleOf = (grant: unknown): Rule | undefined => {
  const parsed = parse(policy(grant));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value.rules[0];
};

const SWEEP = { leases: ['read', 'end'], repositories: [11, '12'] };

describe('a grant of leases', () => {
  test('is read whole', () => {
    expect(ruleOf({ ...SWEEP, tokens: 'read' })).toEqual({
      effect: 'sweep',
      name: 'sweep',
      conditions: [
        { claim: 'repository_id', patterns: ['1'] },
        { claim: 'repository_owner_id', patterns: ['2'] },
        { claim: 'event', patterns: ['schedule'] },
      ],
      grant: { leases: ['read', 'end'], repositories: ['11', '12'], tokens: ['read'] },
    });
  });

  test('may be of one right, or of tokens alone', () => {
    expect(ruleOf({ leases: 'read', repositories: 11 })).toMatchObject({
      grant: { leases: ['read'], repositories: ['11'], tokens: [] },
    });
    expect(ruleOf({ tokens: ['read'] })).toMatchObject({
      grant: { leases: [], repositories: [], tokens: ['read'] },
    });
  });

  test.each<[string, unknown, readonly string[]]>([
    ['no repositories', { leases: ['end'] }, ['grant.repositories: is missing']],
    [
      'repositories without a right',
      { repositories: [1] },
      ['grant.repositories: grants nothing without `leases: [read, end]`'],
    ],
    [
      'vaults beside it',
      { ...SWEEP, server: 'S', vaults: ['a'] },
      ['grant: grants either vaults, or `leases` and `tokens`: write two rules'],
    ],
    [
      'a lifetime beside it',
      { ...SWEEP, lifetime_max: '1h' },
      ['grant: grants either vaults, or `leases` and `tokens`: write two rules'],
    ],
    ['nothing at all', {}, ['grant.server: is missing', 'grant.vaults: is missing']],
    ['no right', { ...SWEEP, leases: [] }, ['grant.leases: is empty']],
    [
      'a repository by its name',
      { ...SWEEP, repositories: ['acme/shop'] },
      ['grant.repositories[0]: a numeric id is needed, such as `gh api repos/OWNER/NAME --jq .id` prints'],
    ],
    [
      'every repository',
      { ...SWEEP, repositories: '*' },
      ['grant.repositories: a numeric id is needed, such as `gh api repos/OWNER/NAME --jq .id` prints'],
    ],
    [
      'two mistakes',
      { leases: ['write'], tokens: ['delete'] },
      [
        'grant.repositories: is missing',
        'grant.leases[0]: one of `read`, `end` is needed',
        'grant.tokens[0]: `read` is needed',
      ],
    ],
    [
      'a key that is none',
      { ...SWEEP, repository: 1 },
      [
        'grant.repository: unknown key; allowed are `server`, `vaults`, `lifetime_max`, `credits_max`, `leases`, `repositories`, `tokens`',
      ],
    ],
  ])('with %s is refused', (_what, grant, mistakes) => {
    expect([...mistakesOf(grant)].sort()).toEqual([...mistakes].sort());
  });

  test('takes a thousand repositories, and not one more', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
    expect(mistakesOf({ ...SWEEP, repositories: ids(1_000) })).toEqual([]);
    expect(mistakesOf({ ...SWEEP, repositories: ids(1_001) })).toEqual([
      'grant.repositories: at most 1000 entries',
    ]);
  });

  test('needs the same of its events as one of vaults (T4)', () => {
    const match = { repository_id: 1, repository_owner_id: 2, event: 'issue_comment' };
    expect(mistakesOf(SWEEP, { match }).join()).toContain('`issue_comment`: strangers choose');
    expect(mistakesOf(SWEEP, { match, dangerous: true })).toEqual([]);
  });

  test('is nothing that a rule which denies may have', () => {
    expect(mistakesOf(SWEEP, { effect: 'deny' })).toEqual(['grant: a rule that denies grants nothing']);
  });
});
