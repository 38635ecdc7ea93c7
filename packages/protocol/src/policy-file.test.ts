import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EVENTS_DANGEROUS,
  EVENTS_DEFAULT,
  instant,
  isNonEmpty,
  type Rule,
  standingOf,
  type WorkloadIdentity,
} from '@connect-token/core';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { policyFile, readPolicyFile } from './policy-file.ts';
import { parseYaml } from './yaml-file.ts';

const parse = (text: string) => parseYaml('policy.yaml', Buffer.from(text), policyFile);

const mistakesOf = (text: string): readonly string[] => {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.error.map(({ line, column, problem }) => `${line}:${column}: ${problem}`);
};

const rulesOf = (text: string): readonly Rule[] => {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error.map(({ problem }) => problem).join('\n'));
  return parsed.value.rules;
};

const RULE = {
  name: 'deploy',
  match: { repository_id: 4711, repository_owner_id: 42 },
  grant: { server: 'Production', vaults: ['Production,r'] },
};

type Over = Readonly<Record<string, unknown>>;

/** A policy of one rule, with something in it changed. */
const policy = (over: Over = {}, match: Over = {}, grant: Over = {}): string =>
  stringify({
    version: 1,
    rules: [{ ...RULE, match: { ...RULE.match, ...match }, grant: { ...RULE.grant, ...grant }, ...over }],
  });

const KEYS = {
  match:
    '`repository_id`, `repository_owner_id`, `repository`, `ref`, `environment`, `event`, `workflow`, `job_workflow`',
  grant: '`server`, `vaults`, `lifetime_max`, `credits_max`, `leases`, `repositories`, `tokens`',
};

describe('a policy', () => {
  test('is read whole', () => {
    const text = `
version: 1
rules:
  - name: deploy
    match:
      repository_id: 4711
      repository_owner_id: "42"
      repository: acme/shop
      ref: [refs/heads/main, refs/tags/v*]
      environment: production
      event: [push, pull_request_target]
      workflow: acme/shop/.github/workflows/deploy.yml@refs/heads/main
      job_workflow: acme/ci/.github/workflows/deploy.yml@${'a'.repeat(40)}
    grant:
      server: [Production, Staging]
      vaults:
        - Production,r
        - Shared configuration
      lifetime_max: 1h30m
      credits_max: 12
    dangerous: true
  - name: never
    effect: deny
    match: { repository_id: [1, 2], repository_owner_id: 42 }
`;
    expect(parse(text)).toEqual({
      ok: true,
      value: {
        version: 1,
        rules: [
          {
            effect: 'allow',
            name: 'deploy',
            conditions: [
              { claim: 'repository_id', patterns: ['4711'] },
              { claim: 'repository_owner_id', patterns: ['42'] },
              { claim: 'repository', patterns: ['acme/shop'] },
              { claim: 'ref', patterns: ['refs/heads/main', 'refs/tags/v*'] },
              { claim: 'environment', patterns: ['production'] },
              { claim: 'event', patterns: ['push', 'pull_request_target'] },
              { claim: 'workflow', patterns: ['acme/shop/.github/workflows/deploy.yml@refs/heads/main'] },
              {
                claim: 'job_workflow',
                patterns: [`acme/ci/.github/workflows/deploy.yml@${'a'.repeat(40)}`],
              },
            ],
            grant: {
              servers: ['Production', 'Staging'],
              vaults: [
                { vault: 'Production', access: 'r' },
                { vault: 'Shared configuration', access: undefined },
              ],
              lifetimeMax: 5_400,
              creditsMax: 12,
            },
          },
          {
            effect: 'deny',
            name: 'never',
            conditions: [
              { claim: 'repository_id', patterns: ['1', '2'] },
              { claim: 'repository_owner_id', patterns: ['42'] },
            ],
          },
        ],
      },
    });
  });

  test('without an event allows only what people with write access cause, for an hour', () => {
    expect(rulesOf(policy())).toMatchObject([
      {
        conditions: [
          { claim: 'repository_id' },
          { claim: 'repository_owner_id' },
          { patterns: EVENTS_DEFAULT },
        ],
        grant: { lifetimeMax: 3_600 },
      },
    ]);
  });

  test('that denies without an event denies every event', () => {
    expect(rulesOf(policy({ effect: 'deny', grant: undefined }))[0]?.conditions).toHaveLength(2);
  });

  test('may have no rule, and then allows nothing', () => {
    expect(rulesOf('version: 1\nrules: []\n')).toEqual([]);
  });

  test('is hashed as it lies on the disk', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ct-policy-'));
    const path = join(directory, 'policy.yaml');
    await writeFile(path, `# größe\n${policy()}`);
    const read = await readPolicyFile(path);
    expect(read.ok && read.value.hash).toBe(
      createHash('sha256').update(`# größe\n${policy()}`).digest('hex'),
    );
    expect(read.ok && read.value.rules).toEqual(rulesOf(policy()));
    expect(await readPolicyFile(join(directory, 'gone'))).toMatchObject({
      ok: false,
      error: [{ code: 'FILE_UNREADABLE' }],
    });
    await rm(directory, { recursive: true });
  });
});

describe('a policy is refused, at its line, for', () => {
  test.each<[string, string, readonly string[]]>([
    ['no version', 'rules: []\n', ['1:1: version: is missing']],
    ['another version', 'version: 2\nrules: []\n', ['1:1: version: `1` is needed']],
    ['no rules', 'version: 1\n', ['1:1: rules: is missing']],
    ['a rule that is empty', 'version: 1\nrules:\n  -\n', ['3:4: rules[0]: is empty, a mapping is needed']],
    [
      'no ids (T1)',
      policy({ match: { ref: 'refs/heads/main' } }),
      [
        '4:5: rules[0].match.repository_id: is missing',
        '4:5: rules[0].match.repository_owner_id: is missing',
      ],
    ],
    ['an empty match', policy({ match: null }), ['4:5: rules[0].match: is empty, a mapping is needed']],
    ['no match', policy({ match: undefined }), ['3:5: rules[0].match: is missing']],
    ['no grant', policy({ grant: undefined }), ['3:5: rules[0].grant: a rule that allows needs a `grant`']],
    [
      'a grant that denies',
      policy({ effect: 'deny' }),
      ['7:5: rules[0].grant: a rule that denies grants nothing'],
    ],
    [
      'a name that denies and can be changed',
      policy({ effect: 'deny', grant: undefined }, {}).replace(
        '    effect',
        '      repository: a/b\n    effect',
      ),
      [
        '7:7: rules[0].match.repository: a rule that denies goes by the ids alone: a repository that is renamed would escape it',
      ],
    ],
    [
      'an unknown key (T11)',
      policy({}, { enviroment: 'production' }),
      [`7:7: rules[0].match.enviroment: unknown key; allowed are ${KEYS.match}`],
    ],
    [
      'an unknown key of a grant',
      policy({}, {}, { lifetime: '1h' }),
      [`11:7: rules[0].grant.lifetime: unknown key; allowed are ${KEYS.grant}`],
    ],
    [
      'another effect',
      policy({ effect: 'permit' }),
      ['11:5: rules[0].effect: one of `allow`, `deny` is needed'],
    ],
    ['no name', policy({ name: undefined }), ['3:5: rules[0].name: is missing']],
    [
      'no credits at all',
      policy({}, {}, { credits_max: 0 }),
      ['11:7: rules[0].grant.credits_max: at least 1'],
    ],
    [
      'more credits than there can be',
      policy({}, {}, { credits_max: 1_000_001 }),
      ['11:7: rules[0].grant.credits_max: at most 1000000'],
    ],
    [
      'a lifetime of nothing',
      policy({}, {}, { lifetime_max: '0s' }),
      ['11:7: rules[0].grant.lifetime_max: a lifetime of 0s is not allowed: from 1m to 1d'],
    ],
    [
      'a lifetime of 59 seconds',
      policy({}, {}, { lifetime_max: '59s' }),
      ['11:7: rules[0].grant.lifetime_max: a lifetime of 59s is not allowed: from 1m to 1d'],
    ],
    [
      'a lifetime of 25 hours',
      policy({}, {}, { lifetime_max: '25h' }),
      ['11:7: rules[0].grant.lifetime_max: a lifetime of 1d1h is not allowed: from 1m to 1d'],
    ],
    [
      'a lifetime in plain numbers',
      policy({}, {}, { lifetime_max: 3_600 }),
      ['11:7: rules[0].grant.lifetime_max: is a number, a text is needed'],
    ],
    ['no vaults', policy({}, {}, { vaults: [] }), ['9:7: rules[0].grant.vaults: is empty']],
    [
      'vaults in one text',
      policy({}, {}, { vaults: 'Production,r' }),
      ['9:7: rules[0].grant.vaults: is a text, a list is needed'],
    ],
    [
      'slips in vaults, each at its own line',
      policy({}, {}, { vaults: ['a', 'b:r', 'c,d', 'a,rw', ''] }),
      [
        '11:11: rules[0].grant.vaults[1]: `b:r` is not `<vault>[,<r|w|rw>]`; did you mean `b,r`?',
        '12:11: rules[0].grant.vaults[2]: `c,d` is not `<vault>[,<r|w|rw>]`; one vault a line: `c`, `d`',
        '13:11: rules[0].grant.vaults[3]: the vault stands in this list already',
        '14:11: rules[0].grant.vaults[4]: `` is not `<vault>[,<r|w|rw>]`',
      ],
    ],
    [
      '101 vaults',
      policy({}, {}, { vaults: Array.from({ length: 101 }, (_, at) => `v${at}`) }),
      ['9:7: rules[0].grant.vaults: 101 vaults are named, a token reaches at most 100'],
    ],
    ['no server', policy({}, {}, { server: [] }), ['8:7: rules[0].grant.server: is empty']],
    ['a server without a name', policy({}, {}, { server: '' }), ['8:7: rules[0].grant.server: is empty']],
    [
      'a server that is missing',
      policy({}, {}, { server: undefined }),
      ['7:5: rules[0].grant.server: is missing'],
    ],
  ])('%s', (_, text, mistakes) => {
    expect(mistakesOf(text)).toEqual(mistakes);
  });

  test('two rules of one name', () => {
    const text = stringify({ version: 1, rules: [RULE, { ...RULE, name: 'other' }, RULE] });
    expect(mistakesOf(text)).toEqual(['15:5: rules[2].name: `deploy` is taken']);
  });

  test('everything at once, in the order of the file', () => {
    const text = `version: 3
rules:
  - name: Deploy
    match:
      repository_id: acme
      ref: main
      event: [push, issue_comment]
      nvironment: x
  - name: b
    match: {repository_id: 1, repository_owner_id: 2}
    grant: {server: S, vaults: [a], lifetime_max: soon}
  - just a text
  - name: b
    match: {repository_id: 1, repository_owner_id: 2}
`;
    expect(mistakesOf(text).map((mistake) => mistake.replace(/; .*|, such.*/, ''))).toEqual([
      '1:1: version: `1` is needed',
      '3:5: rules[0].name: a name is 1 to 64 of `a-z`, `0-9`, `-` and `_`',
      '3:5: rules[0].grant: a rule that allows needs a `grant`',
      '4:5: rules[0].match.repository_owner_id: is missing',
      '5:7: rules[0].match.repository_id: a numeric id is needed',
      '6:7: rules[0].match.ref: the full ref is needed',
      '7:7: rules[0].match.event: `issue_comment`: strangers choose what such a run does',
      '8:7: rules[0].match.nvironment: unknown key',
      '11:37: rules[1].grant.lifetime_max: `soon` is not a duration: write numbers with the units w, d, h, m, s from long to short',
      '12:5: rules[2]: is a text, a mapping is needed',
      '13:5: rules[3].grant: a rule that allows needs a `grant`',
      '13:5: rules[3].name: `b` is taken',
    ]);
  });
});

describe('a value of a condition', () => {
  const refuses = (match: Over): string => mistakesOf(policy({ dangerous: true }, match)).join('\n');

  test.each<[string, readonly unknown[]]>([
    ['repository_id', [1, '1', 9_007_199_254_740_991, '9007199254740993', '1'.repeat(20), [1, '2']]],
    ['repository', ['acme/shop', 'a.b-c_d/E.f', ['a/b', 'c/d']]],
    [
      'ref',
      [
        'refs/heads/main',
        'refs/heads/a/b',
        'refs/heads/*',
        'refs/tags/v1.*',
        'refs/pull/1/merge',
        `refs/heads/${'x'.repeat(245)}`,
      ],
    ],
    ['environment', ['production', 'Production EU', '*', 'prod-*', 'größe']],
    ['event', ['push', 'workflow_dispatch', ['push', 'pull_request_target']]],
    [
      'workflow',
      [
        'a/b/.github/workflows/x.yml@refs/heads/main',
        'a/b/.github/workflows/x.yaml@refs/tags/v*',
        `a/b/.github/workflows/x.yml@${'0'.repeat(40)}`,
      ],
    ],
    ['job_workflow', ['a/b/.github/workflows/x.yml@refs/heads/release/*']],
  ])('`%s` may be any of %j', (key, values) => {
    for (const value of values) expect(refuses({ [key]: value })).toBe('');
  });

  test.each<[string, string, readonly unknown[]]>([
    [
      'repository_id',
      'a numeric id is needed',
      ['acme', '0', '01', '-1', '1.5', 0, -1, 1.5, '1 ', '*', '1*', '', '1'.repeat(21), [1, 'acme']],
    ],
    ['repository_id', 'is empty', [[]]],
    ['repository_id', 'a text is needed', [true, [[1]], { id: 1 }]],
    ['repository', 'an exact `owner/name` is needed', ['acme', 'acme/*', 'a/b/c', '/b', 'a/', 'a b/c']],
    [
      'ref',
      'the full ref is needed',
      [
        'main',
        'heads/main',
        'refs/heads/',
        'refs/heads',
        '/refs/heads/main',
        '*',
        'refs/*',
        'Refs/heads/main',
        'refs/notes/x',
        '^refs/heads/main$',
        '(refs/heads/main)',
        'v1',
      ],
    ],
    [
      'ref',
      'one `*` is allowed, at the end',
      ['refs/heads/*/x', 'refs/heads/**', 'refs/heads/a*b', 'refs/heads/.*x'],
    ],
    ['environment', 'one `*` is allowed, at the end', ['*a', 'a*b', '**', '(a|b)*c']],
    ['environment', 'spaces around a value', [' production', 'production ', '\u{A0}production']],
    ['environment', 'is empty', ['', []]],
    ['environment', 'control characters', ['prod\u{200B}uction', 'a\u{7}b', 'a\u{202E}b']],
    ['environment', 'at most 256 characters', ['e'.repeat(257)]],
    ['environment', 'is empty, a text is needed', [[null]]],
    [
      'event',
      'an exact event is needed',
      ['push*', '*', 'Push', 'workflow-dispatch', 'push ', 'push,release', '_push', 'push_', 'pull__request'],
    ],
    [
      'workflow',
      'the whole reference is needed',
      [
        'deploy.yml',
        'a/b/.github/workflows/x.yml',
        'a/b/.github/workflows/x.yml@',
        'a/b/.github/workflows/x.yml@main',
        'a/b/.github/workflows/x.yml@*',
        'a/b/.github/workflows/x.yml@refs/*',
        'a/b/.github/workflows/*',
        'a/b/.github/workflows/x.yml@refs/heads/',
        `a/b/.github/workflows/x.yml@${'0'.repeat(39)}`,
        `a/b/.github/workflows/x.yml@${'0'.repeat(40)}0`,
        'a/b/.github/workflows/y/x.yml@refs/heads/main',
        'a/.github/workflows/x.yml@refs/heads/main',
        'a/b/workflows/x.yml@refs/heads/main',
      ],
    ],
    ['job_workflow', 'the whole reference is needed', ['a/b/.github/workflows/x@y.yml@refs/heads/main']],
  ])('`%s`: %s', (key, problem, values) => {
    for (const value of values)
      expect([value, refuses({ [key]: value })]).toEqual([value, expect.stringContaining(problem)]);
  });

  test('an id too large to be exact as a number has to be quoted', () => {
    const text = policy().replace('4711', '9007199254740993');
    expect(mistakesOf(text)).toEqual([
      '5:22: YAML would not read this number as it is written: put it in quotes',
    ]);
    expect(mistakesOf(text.replace('9007199254740993', '"9007199254740993"'))).toEqual([]);
  });

  test.each(EVENTS_DANGEROUS)('the event `%s` has to be meant', (event) => {
    expect(mistakesOf(policy({}, { event: ['push', event] }))).toEqual([
      `7:7: rules[0].match.event: \`${event}\`: strangers choose what such a run does; if that is meant, add \`dangerous: true\``,
    ]);
    expect(mistakesOf(policy({ dangerous: false }, { event })).join()).toContain(
      `\`${event}\`: strangers choose`,
    );
    expect(mistakesOf(policy({ dangerous: true }, { event }))).toEqual([]);
    expect(mistakesOf(policy({ effect: 'deny', grant: undefined }, { event }))).toEqual([]);
  });

  test('a hundred values pass, one more doesn’t', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
    expect(refuses({ repository_id: ids(100) })).toBe('');
    expect(refuses({ repository_id: ids(101) })).toContain('at most 100 entries');
  });
});

describe('names of rules', () => {
  test.each(['a', '0', 'shop-deploy_2', 'x'.repeat(64)])('`%s` is one', (name) => {
    expect(mistakesOf(policy({ name }))).toEqual([]);
  });

  test.each(['', 'A', '-a', '_a', 'a b', 'a.b', 'ä', 'x'.repeat(65), 'a\n'])('%j is none', (name) => {
    expect(mistakesOf(policy({ name })).join()).toContain('a name is 1 to 64');
  });
});

describe('whatever loads', () => {
  const identity: WorkloadIdentity = {
    issuer: 'https://token.actions.githubusercontent.com',
    subject: 'repo:acme/shop:ref:refs/heads/main',
    tokenId: 'x',
    issuedAt: instant(0),
    expiresAt: instant(300_000),
    repositoryId: '4711',
    repositoryOwnerId: '42',
    repository: 'acme/shop',
    runId: '1',
    runAttempt: '1',
    checkRunId: null,
    ref: 'refs/heads/main',
    refType: 'branch',
    environment: 'production',
    event: 'push',
    workflowRef: 'acme/shop/.github/workflows/deploy.yml@refs/heads/main',
    jobWorkflowRef: null,
  };

  /** What a policy may say, and now and then what it may not. */
  const mostly = (good: readonly unknown[], bad: readonly unknown[]): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 15, arbitrary: fc.constantFrom(...good) },
      { weight: 1, arbitrary: fc.constantFrom(...bad) },
    );
  const match = fc.record(
    {
      repository_id: mostly([4711, '4711', [4711, 1], 1], ['*', undefined, [], null, 'acme/shop']),
      repository_owner_id: mostly([42, '42', [42, 2]], ['*', undefined, []]),
      repository: mostly(['acme/shop'], ['*', 'acme/*']),
      ref: mostly(['refs/heads/main', 'refs/heads/*', ['refs/heads/main']], ['*', 'main']),
      environment: mostly(['production', '*', 'PROD*'], ['', '**']),
      event: mostly(['push', ['push', 'fork']], ['*', []]),
    },
    { requiredKeys: ['repository_id', 'repository_owner_id'] },
  );
  const rule = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ match, grant: fc.constant(RULE.grant), dangerous: fc.constant(true) }),
    },
    { weight: 1, arbitrary: fc.record({ match, effect: fc.constant('deny') }) },
  );
  const text = fc
    .array(rule, { minLength: 1, maxLength: 3 })
    .map((rules) => stringify({ version: 1, rules: rules.map((each, at) => ({ name: `r${at}`, ...each })) }));

  test('denies a repository or an owner that it doesn’t name, and names its own (T1)', () => {
    const seen = { loaded: 0, named: 0 };
    fc.assert(
      fc.property(text, (written) => {
        const parsed = parse(written);
        if (!parsed.ok) return;
        seen.loaded += 1;
        const loaded = { hash: 'f'.repeat(64), rules: parsed.value.rules };
        if (standingOf(loaded, identity).kind === 'named') seen.named += 1;
        for (const foreign of [
          { repositoryId: '9' },
          { repositoryOwnerId: '9' },
          { repositoryId: '*' },
          { repositoryId: '' },
        ]) {
          expect(standingOf(loaded, { ...identity, ...foreign }).kind).toBe('denied');
        }
      }),
      { seed: 20_261_122, numRuns: 1_000 },
    );
    expect(seen.loaded).toBeGreaterThan(50);
    expect(seen.named).toBeGreaterThan(20);
  });

  test('loads no more once any key of it is spelt otherwise (T11)', () => {
    const written = policy(
      { effect: 'allow', dangerous: true },
      { ref: 'refs/heads/main', environment: 'production', event: 'push', repository: 'acme/shop' },
      { lifetime_max: '1h' },
    );
    expect(mistakesOf(written)).toEqual([]);
    const keys = [...written.matchAll(/^[ -]*(\w+):/gm)].map(([line]) => line);
    expect(keys.length).toBe(16);
    for (const [at, key] of keys.entries()) {
      const letter = key.slice(0, -2) + (key.at(-2) === 'x' ? 'y' : 'x');
      const mutant = written.replace(key, `${letter}:`);
      expect([at, mutant === written]).toEqual([at, false]);
      expect([key, mistakesOf(mutant).length > 0]).toEqual([key, true]);
    }
  });

  test('gives rules with at least one condition of each id, each with a value', () => {
    fc.assert(
      fc.property(text, (written) => {
        const parsed = parse(written);
        if (!parsed.ok) return;
        for (const { conditions } of parsed.value.rules) {
          expect(conditions.map(({ claim }) => claim)).toEqual(
            expect.arrayContaining(['repository_id', 'repository_owner_id']),
          );
          for (const { patterns } of conditions) expect(isNonEmpty(patterns)).toBe(true);
        }
      }),
      { seed: 20_261_122, numRuns: 300 },
    );
  });
});
