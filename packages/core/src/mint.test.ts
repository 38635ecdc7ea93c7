import { describe, expect, test } from 'vitest';
import {
  allow,
  CONFIGURATION,
  deny,
  FACTS,
  IDENTITY,
  LOGS_ONE,
  LOGS_TWO,
  NOW,
  OTHER_SERVER,
  PRIVATE,
  PRODUCTION,
  policy,
  REQUEST,
  SERVER,
  SHARED,
  TRANSFER,
} from '../test/acme.ts';
import { type MintFacts, type MintRequest, planMint } from './mint.ts';
import { instant, seconds } from './time.ts';

const failuresOf = (request: Partial<MintRequest>, facts: Partial<MintFacts> = {}): readonly unknown[] => {
  const planned = planMint({ ...REQUEST, ...request }, { ...FACTS, ...facts });
  return planned.ok ? [] : planned.error;
};

const vault = (text: string): Partial<MintRequest> => ({ scope: [{ vault: text, access: 'r', line: 1 }] });

describe('a mint', () => {
  test('that a rule allows is planned whole', () => {
    const request: MintRequest = {
      server: 'Production',
      scope: [
        { vault: 'Shared configuration', access: undefined, line: 1 },
        { vault: PRODUCTION.id.toUpperCase(), access: 'r', line: 2 },
      ],
      lifetime: seconds(7_200),
    };
    const facts: MintFacts = { ...FACTS, now: instant(NOW + 999) };
    expect(planMint(request, facts)).toEqual({
      ok: true,
      value: {
        server: SERVER,
        scope: [
          { vault: CONFIGURATION, access: 'r' },
          { vault: PRODUCTION, access: 'r' },
        ],
        rule: 'deploy',
        policyHash: 'f'.repeat(64),
        lifetime: 3_600,
        lifetimeMax: 3_600,
        expiresAt: NOW + 3_600_000,
        cost: 2,
        ceilings: [],
      },
    });
  });

  test('lives for the default where nothing is asked', () => {
    const planned = planMint({ ...REQUEST, lifetime: undefined }, FACTS);
    expect(planned.ok && planned.value.lifetime).toBe(900);
  });

  test('needs no server where the rules grant exactly one', () => {
    const planned = planMint({ ...REQUEST, server: undefined }, FACTS);
    expect(planned.ok && planned.value.server).toEqual(SERVER);
  });

  test('finds its server by id, in any case', () => {
    const planned = planMint({ ...REQUEST, server: SERVER.id.toLowerCase() }, FACTS);
    expect(planned.ok && planned.value.server).toEqual(SERVER);
  });

  test('is planned by the rule that covers it, not by another that only names the caller', () => {
    const other = allow([], {
      name: 'another',
      grant: { ...allow().grant, servers: ['Staging'], lifetimeMax: seconds(86_400) },
    });
    const planned = planMint(REQUEST, { ...FACTS, policy: policy(other, allow()) });
    expect(planned.ok && planned.value.rule).toBe('deploy');
  });
});

describe('a mint is refused for', () => {
  test.each<[string, Partial<MintRequest>, Partial<MintFacts>, unknown]>([
    [
      'an unknown server',
      { server: 'production' },
      {},
      { code: 'SERVER_UNKNOWN', server: 'production', nearest: 'Production' },
    ],
    [
      'an ambiguous server',
      {},
      { servers: [SERVER, { ...OTHER_SERVER, name: 'Production' }] },
      { code: 'SERVER_AMBIGUOUS', server: 'Production', ids: [SERVER.id, OTHER_SERVER.id] },
    ],
    [
      'no server where rules grant several',
      { server: undefined },
      { policy: policy(allow([], { grant: { ...allow().grant, servers: ['Production', 'Staging'] } })) },
      { code: 'SERVER_REQUIRED', servers: ['Production', 'Staging'] },
    ],
    [
      'no server where rules grant none that exists',
      { server: undefined },
      { servers: [] },
      { code: 'SERVER_REQUIRED', servers: [] },
    ],
    [
      'an unknown vault',
      vault('Productions'),
      {},
      { code: 'VAULT_UNKNOWN', vault: 'Productions', nearest: null },
    ],
    [
      'an ambiguous vault',
      vault('Logs'),
      {},
      { code: 'VAULT_AMBIGUOUS', vault: 'Logs', ids: [LOGS_ONE.id, LOGS_TWO.id] },
    ],
    [
      'a personal vault',
      vault('Private'),
      {},
      { code: 'VAULT_BUILT_IN', vault: 'Private', id: PRIVATE.id, type: 'PERSONAL' },
    ],
    [
      'the shared vault',
      vault(SHARED.id),
      {},
      { code: 'VAULT_BUILT_IN', vault: 'Shared', id: SHARED.id, type: 'EVERYONE' },
    ],
    [
      'the transfer vault',
      vault('Transfer'),
      {},
      { code: 'VAULT_BUILT_IN', vault: 'Transfer', id: TRANSFER.id, type: 'TRANSFER' },
    ],
    [
      'a vault that the server lacks',
      vault('Finance'),
      {},
      { code: 'VAULT_NOT_GRANTED', vault: 'Finance', server: 'Production' },
    ],
    [
      'a permission that the server lacks',
      { scope: [{ vault: 'Shared configuration', access: 'rw', line: 1 }] },
      {},
      {
        code: 'PERMISSION_NOT_GRANTED',
        vault: 'Shared configuration',
        server: 'Production',
        asked: 'rw',
        granted: 'r',
      },
    ],
    [
      'a life of 59 seconds',
      { lifetime: seconds(59) },
      {},
      { code: 'LIFETIME_OUT_OF_RANGE', given: 59, min: 60, max: 86_400 },
    ],
    [
      'a life of a day and a second',
      { lifetime: seconds(86_401) },
      {},
      { code: 'LIFETIME_OUT_OF_RANGE', given: 86_401, min: 60, max: 86_400 },
    ],
  ])('%s', (_, request, facts, failure) => {
    expect(failuresOf(request, facts)).toEqual([failure]);
  });

  test('every mistake at once', () => {
    const scope = [
      { vault: 'Logs', access: 'r', line: 1 },
      { vault: 'Private', access: 'r', line: 2 },
      { vault: 'Production', access: 'r', line: 3 },
      { vault: PRODUCTION.id, access: 'r', line: 4 },
    ] as const;
    expect(failuresOf({ scope, lifetime: seconds(1) })).toMatchObject([
      { code: 'VAULT_AMBIGUOUS' },
      { code: 'VAULT_BUILT_IN' },
      { code: 'VAULT_REPEATED', line: 4, firstLine: 3 },
      { code: 'LIFETIME_OUT_OF_RANGE' },
    ]);
    expect(failuresOf({ server: 'Gone', scope, lifetime: seconds(1) })).toMatchObject([
      { code: 'SERVER_UNKNOWN' },
      { code: 'LIFETIME_OUT_OF_RANGE' },
    ]);
  });

  test('one vault beyond its rule, with the reasons for the log', () => {
    const facts = {
      policy: policy(allow(), allow([{ claim: 'ref', patterns: ['refs/heads/next'] }], { name: 'next' })),
    };
    expect(failuresOf({ scope: [{ vault: 'Production', access: 'rw', line: 1 }] }, facts)).toEqual([
      {
        code: 'POLICY_DENIED',
        reasons: [
          {
            rule: 'deploy',
            effect: 'allow',
            failed: [
              {
                condition: 'vaults',
                allowed: ['Production,r', 'Shared configuration'],
                seen: 'Production,rw',
              },
            ],
          },
          {
            rule: 'next',
            effect: 'allow',
            failed: [{ condition: 'ref', allowed: ['refs/heads/next'], seen: 'refs/heads/main' }],
          },
        ],
      },
    ]);
  });

  test('a scope without a vault', () => {
    expect(failuresOf({ scope: [] as unknown as MintRequest['scope'] })).toEqual([{ code: 'VAULTS_EMPTY' }]);
  });
});

describe('a stranger', () => {
  const stranger = { identity: { ...IDENTITY, repositoryId: '666', repositoryOwnerId: '667' } };

  test.each<[string, Partial<MintRequest>, Partial<MintFacts>]>([
    ['what a rule grants to others', {}, {}],
    ['an unknown server', { server: 'Gone' }, {}],
    ['no server', { server: undefined }, {}],
    ['an unknown vault', vault('Gone'), {}],
    ['an ambiguous vault', vault('Logs'), {}],
    ['a personal vault', vault('Private'), {}],
    ['a vault that the server lacks', vault('Finance'), {}],
    ['a second too many', { lifetime: seconds(86_401) }, {}],
    ['anything of a policy that denies', {}, { policy: policy(allow(), deny()) }],
  ])('who asks for %s learns the same', (_, request, facts) => {
    const failures = failuresOf(request, { ...facts, ...stranger });
    expect(failures).toHaveLength(1);
    expect(failures).toMatchObject([{ code: 'POLICY_DENIED' }]);
    expect(JSON.stringify(failures)).not.toMatch(/Logs|Finance|Private|limit|nearest/);
  });
});
