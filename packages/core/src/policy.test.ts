import { describe, expect, test } from 'vitest';
import { allow, deny, IDENTITY, IDS, policy } from '../test/acme.ts';
import type { WorkloadIdentity } from './identity.ts';
import { type Condition, type Rule, standingOf } from './policy.ts';
import { EVENTS_DANGEROUS, EVENTS_DEFAULT, RULE_CLAIMS, readClaim } from './rule-claim.ts';

const kind = (identity: Partial<WorkloadIdentity>, ...rules: readonly Rule[]) =>
  standingOf(policy(...rules), { ...IDENTITY, ...identity }).kind;

/** What one rule of these conditions says of an identity. */
const said = (conditions: readonly Condition[], identity: Partial<WorkloadIdentity> = {}) =>
  kind(identity, allow(conditions));

describe('ids (T1, T2)', () => {
  test('a rule speaks for the repository that it names by id', () => {
    expect(said([])).toBe('named');
  });

  test.each<[string, Partial<WorkloadIdentity>]>([
    ['another repository', { repositoryId: '4712' }],
    ['another owner', { repositoryOwnerId: '43' }],
    ['the same names under other ids', { repositoryId: '99', repositoryOwnerId: '98' }],
    ['an id that begins the same', { repositoryId: '47110' }],
    ['an id that is the beginning', { repositoryId: '471' }],
    ['no id', { repositoryId: '' }],
  ])('%s is denied', (_, identity) => {
    expect(said([], identity)).toBe('denied');
  });

  test('a repository that was renamed is denied where its name is written down, and named where it isn’t', () => {
    const written: Condition = { claim: 'repository', patterns: ['acme/shop'] };
    expect(said([written])).toBe('named');
    expect(said([written], { repository: 'acme/store' })).toBe('denied');
    expect(said([written], { repository: 'Acme/Shop' })).toBe('denied');
    expect(said([], { repository: 'acme/store' })).toBe('named');
  });

  test.each([
    ['no condition at all', []],
    ['the repository only', IDS.slice(0, 1)],
    ['the owner only', IDS.slice(1)],
  ])('a rule with %s allows nobody, whoever made it', (_, conditions) => {
    const rule = { ...allow(), conditions };
    expect(standingOf(policy(rule), IDENTITY).kind).toBe('denied');
  });

  test('what such a rule lacks is among the reasons', () => {
    expect(standingOf(policy({ ...allow(), conditions: [] }), IDENTITY).reasons).toEqual([
      {
        rule: 'deploy',
        effect: 'allow',
        failed: [
          { condition: 'repository_id', allowed: [], seen: '4711' },
          { condition: 'repository_owner_id', allowed: [], seen: '42' },
        ],
      },
    ]);
  });

  test('one of several ids is enough', () => {
    const rule = {
      ...allow(),
      conditions: [{ claim: 'repository_id', patterns: ['1', '4711'] }, IDS[1]],
    } as Rule;
    expect(kind({}, rule)).toBe('named');
    expect(kind({ repositoryId: '2' }, rule)).toBe('denied');
  });
});

describe('what no rule can see', () => {
  test('the claims of a rule leave out `sub`, `head_ref` and `base_ref` (T3, T5)', () => {
    expect(RULE_CLAIMS).toEqual([
      'repository_id',
      'repository_owner_id',
      'repository',
      'ref',
      'environment',
      'event',
      'workflow',
      'job_workflow',
    ]);
  });

  test.each([
    'repo:acme/shop:environment:production',
    'repo:acme@42/shop@4711:ref:refs/heads/main',
    'repo:acme/shop-4711:pull_request',
    '*',
    '',
  ])('the subject `%s` changes nothing', (subject) => {
    expect(said([], { subject })).toBe('named');
    expect(said([], { subject, repositoryId: '1' })).toBe('denied');
  });

  test('every claim reads its own field', () => {
    const identity = {
      ...IDENTITY,
      repositoryId: 'one',
      repositoryOwnerId: 'two',
      repository: 'three',
      ref: 'four',
      refType: null,
      environment: 'five',
      event: 'six',
      workflowRef: 'seven',
      jobWorkflowRef: 'eight',
    };
    expect(RULE_CLAIMS.map((claim) => readClaim(identity, claim))).toEqual([
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
      'eight',
    ]);
  });
});

describe('events (T4)', () => {
  test.each(EVENTS_DEFAULT)('`%s` is what a rule says by default', (event) => {
    expect(said([], { event })).toBe('named');
  });

  test.each(['pull_request', 'merge_group', 'repository_dispatch', ...EVENTS_DANGEROUS])(
    '`%s` is not',
    (event) => {
      expect(said([], { event })).toBe('denied');
    },
  );

  test('an event is compared as it is, and none matches none', () => {
    expect(said([], { event: 'Push' })).toBe('denied');
    expect(said([], { event: '' })).toBe('denied');
    expect(said([], { event: null })).toBe('denied');
  });

  test('no default is dangerous', () => {
    expect(EVENTS_DEFAULT.filter((event) => EVENTS_DANGEROUS.includes(event))).toEqual([]);
  });
});

describe('refs (T6)', () => {
  const main: Condition = { claim: 'ref', patterns: ['refs/heads/main'] };
  const releases: Condition = { claim: 'ref', patterns: ['refs/tags/v*'] };
  const anyBranch: Condition = { claim: 'ref', patterns: ['refs/heads/*'] };

  test.each<[string, Condition, string | null, string | null, string]>([
    ['the branch', main, 'refs/heads/main', 'branch', 'named'],
    ['the branch, where no type is told', main, 'refs/heads/main', null, 'named'],
    ['a tag named like the branch', main, 'refs/tags/main', 'tag', 'denied'],
    ['a branch whose type says tag', main, 'refs/heads/main', 'tag', 'denied'],
    ['a branch with a type nobody knows', main, 'refs/heads/main', 'note', 'denied'],
    ['a branch below it', main, 'refs/heads/main/x', 'branch', 'denied'],
    ['a branch named like a whole ref', main, 'refs/heads/refs/heads/main', 'branch', 'denied'],
    ['the bare name', main, 'main', 'branch', 'denied'],
    ['a pull request', main, 'refs/pull/1/merge', 'branch', 'denied'],
    ['no ref', main, null, null, 'denied'],
    ['no ref of a branch', main, null, 'branch', 'denied'],
    ['a tag', releases, 'refs/tags/v1', 'tag', 'named'],
    ['a tag, where no type is told', releases, 'refs/tags/v1', null, 'named'],
    ['a branch named like a tag', releases, 'refs/heads/v1', 'branch', 'denied'],
    ['a tag whose type says branch', releases, 'refs/tags/v1', 'branch', 'denied'],
    ['a branch', anyBranch, 'refs/heads/x', 'branch', 'named'],
    ['a branch in a folder', anyBranch, 'refs/heads/x/y', 'branch', 'denied'],
  ])('%s', (_, condition, ref, refType, answer) => {
    expect(said([condition], { ref, refType })).toBe(answer);
  });

  test('a rule that denies takes a ref as it is written, whatever type it claims', () => {
    const rules = [allow(), deny([main])];
    expect(kind({ ref: 'refs/heads/main', refType: 'branch' }, ...rules)).toBe('denied');
    expect(kind({ ref: 'refs/heads/main', refType: 'tag' }, ...rules)).toBe('denied');
    expect(kind({ ref: 'refs/heads/other', refType: 'branch' }, ...rules)).toBe('named');
    expect(kind({ ref: null, refType: null }, ...rules)).toBe('named');
  });
});

describe('environments (T10)', () => {
  const production: Condition = { claim: 'environment', patterns: ['Production-K'] };
  const any: Condition = { claim: 'environment', patterns: ['*'] };

  test.each([
    ['Production-K', 'named'],
    ['production-k', 'named'],
    ['PRODUCTION-K', 'named'],
    ['production-\u{212A}', 'denied'],
    ['production-k ', 'denied'],
    ['pr\u{1F0}duction-k', 'denied'],
    ['', 'denied'],
    [null, 'denied'],
  ])('%j where `Production-K` is allowed: %s', (environment, answer) => {
    expect(said([production], { environment })).toBe(answer);
  });

  test('none is not an empty one: `*` takes any environment, and no job without', () => {
    expect(said([any], { environment: 'production' })).toBe('named');
    expect(said([any], { environment: '' })).toBe('named');
    expect(said([any], { environment: null })).toBe('denied');
    expect(said([any], { environment: 'a/b' })).toBe('denied');
  });

  test('a rule that denies one can’t be escaped by a capital letter', () => {
    const rules = [allow(), deny([{ claim: 'environment', patterns: ['production'] }])];
    expect(kind({ environment: 'PRODUCTION' }, ...rules)).toBe('denied');
    expect(kind({ environment: 'staging' }, ...rules)).toBe('named');
    expect(kind({ environment: null }, ...rules)).toBe('named');
  });

  test('only environments are folded', () => {
    expect(said([{ claim: 'ref', patterns: ['refs/heads/MAIN'] }])).toBe('denied');
    expect(said([{ claim: 'repository', patterns: ['Acme/shop'] }])).toBe('denied');
  });
});

describe('workflows (T7, T8, T9)', () => {
  const FILE = 'acme/shop/.github/workflows/deploy.yml@refs/heads/main';
  const workflow: Condition = { claim: 'workflow', patterns: [FILE] };
  const jobWorkflow: Condition = { claim: 'job_workflow', patterns: [FILE] };

  test.each([
    'acme/shop/.github/workflows/deploy.yml@refs/heads/evil',
    'acme/shop/.github/workflows/deploy.yml@refs/heads/main2',
    'acme/shop/.github/workflows/deploy.yml@refs/tags/main',
    'acme/shop/.github/workflows/Deploy.yml@refs/heads/main',
    'acme/shop/.github/workflows/deploy.yml',
    'acme/shop/.github/workflows/evil.yml@acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    'acme/shop/.github/workflows/deploy.yml@refs/heads/main@refs/heads/evil',
    'acme/shop/.github/workflows/deploy.yml@evil.yml@refs/heads/main',
    'evil/acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    `${FILE}\n`,
    '',
    null,
  ])('%j is not the pinned file at the pinned ref', (workflowRef) => {
    expect(said([workflow])).toBe('named');
    expect(said([workflow], { workflowRef })).toBe('denied');
  });

  test('a pattern for refs stays behind the whole file name', () => {
    const released: Condition = {
      claim: 'workflow',
      patterns: ['acme/shop/.github/workflows/deploy.yml@refs/tags/v*'],
    };
    const at = (ref: string) => said([released], { workflowRef: `acme/shop/.github/workflows/${ref}` });
    expect(at('deploy.yml@refs/tags/v1')).toBe('named');
    expect(at('deploy.yml@refs/tags/v1/x')).toBe('denied');
    expect(at('deploy.yml@refs/heads/v1')).toBe('denied');
    expect(at('deploy.yml@refs.yml@refs/tags/v1')).toBe('denied');
  });

  test.each([
    [FILE, FILE, 'named', 'named'],
    [FILE, 'x', 'named', 'denied'],
    ['x', FILE, 'denied', 'named'],
    ['x', 'x', 'denied', 'denied'],
  ])('a caller %s of %s: `workflow` says %s, `job_workflow` says %s', (caller, called, one, other) => {
    const identity = { workflowRef: caller, jobWorkflowRef: called };
    expect(said([workflow], identity)).toBe(one);
    expect(said([jobWorkflow], identity)).toBe(other);
    expect(said([workflow, jobWorkflow], identity)).toBe(one === other ? one : 'denied');
  });

  test('a trusted reusable workflow lends nothing to a foreign caller', () => {
    expect(said([jobWorkflow], { repositoryId: '99', repositoryOwnerId: '98' })).toBe('denied');
  });
});

describe('deny', () => {
  test('is what an empty policy says', () => {
    expect(standingOf(policy(), IDENTITY)).toEqual({ kind: 'denied', reasons: [] });
  });

  test('wins over every rule that allows, wherever it stands', () => {
    expect(kind({}, deny(), allow())).toBe('denied');
    expect(kind({}, allow(), deny())).toBe('denied');
    expect(kind({}, allow(), deny(), allow([], { name: 'other' }))).toBe('denied');
  });

  test('speaks only for those that it names', () => {
    const rule: Rule = { ...deny(), conditions: [{ claim: 'repository_id', patterns: ['1'] }] };
    expect(kind({}, allow(), rule)).toBe('named');
  });

  test('alone allows nothing to the others', () => {
    const rule: Rule = { ...deny(), conditions: [{ claim: 'repository_id', patterns: ['1'] }] };
    expect(kind({}, rule)).toBe('denied');
  });
});

describe('reasons', () => {
  test('tell each rule, what failed in it, what it allows and what was seen', () => {
    const strict = allow([{ claim: 'ref', patterns: ['refs/heads/release-*', 'refs/heads/next'] }], {
      name: 'strict',
    });
    const standing = standingOf(policy(strict, allow(), deny([{ claim: 'event', patterns: ['fork'] }])), {
      ...IDENTITY,
      environment: null,
    });
    expect(standing).toEqual({
      kind: 'named',
      rules: [allow()],
      reasons: [
        {
          rule: 'strict',
          effect: 'allow',
          failed: [
            {
              condition: 'ref',
              allowed: ['refs/heads/release-*', 'refs/heads/next'],
              seen: 'refs/heads/main',
            },
          ],
        },
        { rule: 'deploy', effect: 'allow', failed: [] },
        {
          rule: 'never',
          effect: 'deny',
          failed: [{ condition: 'event', allowed: ['fork'], seen: 'push' }],
        },
      ],
    });
  });

  test('keep apart a claim that is absent and one that is empty', () => {
    const needs = allow([{ claim: 'environment', patterns: ['production'] }]);
    const seen = (environment: string | null) =>
      standingOf(policy(needs), { ...IDENTITY, environment }).reasons[0]?.failed[0]?.seen;
    expect(seen(null)).toBeNull();
    expect(seen('')).toBe('');
  });

  test('a rule that applied and denied has none that failed', () => {
    expect(standingOf(policy(allow(), deny()), IDENTITY).reasons[1]).toEqual({
      rule: 'never',
      effect: 'deny',
      failed: [],
    });
  });
});
