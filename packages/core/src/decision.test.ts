import { describe, expect, test } from 'vitest';
import {
  allow,
  CONFIGURATION,
  LOGS_ONE,
  OTHER_SERVER,
  PRODUCTION,
  SERVER,
  SERVERS,
  STAGING,
  VAULTS,
} from '../test/acme.ts';
import type { Access } from './access.ts';
import { decide, grantedServers } from './decision.ts';
import type { AllowRule, RuleGrant } from './policy.ts';
import type { NonEmpty } from './result.ts';
import type { Scope } from './scope.ts';
import { seconds } from './time.ts';

const WORLD = { servers: SERVERS, vaults: VAULTS };
const ONE: Scope = [{ vault: PRODUCTION, access: 'r' }];

const rule = (grant: Partial<RuleGrant>, name = 'deploy'): AllowRule =>
  allow([], { name, grant: { ...allow().grant, ...grant } });

const decided = (scope: Scope, ...rules: NonEmpty<AllowRule>) => decide(rules, SERVER, scope, WORLD);

const granting = (vault: string, access: Access | undefined) => rule({ vaults: [{ vault, access }] });

describe('one rule', () => {
  test.each([
    ['r', 'r', 'allow'],
    ['r', 'w', 'deny'],
    ['r', 'rw', 'deny'],
    ['w', 'r', 'deny'],
    ['w', 'w', 'allow'],
    ['rw', 'rw', 'allow'],
    [undefined, 'r', 'allow'],
    [undefined, 'rw', 'allow'],
  ] as const)('that grants `%s` of a vault, asked for `%s`: %s', (granted, access, kind) => {
    expect(decided([{ vault: PRODUCTION, access }], granting('Production', granted)).kind).toBe(kind);
  });

  test('names a vault or a server by its id as well, in any case', () => {
    const byId = rule({
      servers: [SERVER.id.toLowerCase()],
      vaults: [{ vault: PRODUCTION.id.toUpperCase(), access: 'r' }],
    });
    expect(decided(ONE, byId).kind).toBe('allow');
  });

  test.each([
    ['another vault', 'Staging'],
    ['a vault that isn’t there', 'Productions'],
    ['the vault in other letters', 'production'],
    ['a pattern', 'Prod*'],
    ['everything', '*'],
    ['nothing', ''],
  ])('with %s grants nothing', (_, vault) => {
    expect(decided(ONE, granting(vault, undefined)).kind).toBe('deny');
  });

  test('with an ambiguous name grants none of those that share it', () => {
    expect(decided([{ vault: LOGS_ONE, access: 'w' }], granting('Logs', undefined)).kind).toBe('deny');
    expect(decided([{ vault: LOGS_ONE, access: 'w' }], granting(LOGS_ONE.id, undefined)).kind).toBe('allow');
  });

  test('with another server grants nothing on this one', () => {
    expect(decided(ONE, rule({ servers: ['Staging'] })).kind).toBe('deny');
    expect(decided(ONE, rule({ servers: ['Staging', 'Production'] })).kind).toBe('allow');
  });

  test('with a server’s name that two bear grants neither', () => {
    const twin = { ...OTHER_SERVER, name: 'Production' };
    expect(decide([rule({})], SERVER, ONE, { ...WORLD, servers: [SERVER, twin] }).kind).toBe('deny');
  });

  test('covers the whole request or nothing of it', () => {
    const scope: Scope = [
      { vault: PRODUCTION, access: 'r' },
      { vault: STAGING, access: 'r' },
    ];
    expect(decided(scope, rule({}))).toEqual({
      kind: 'deny',
      reasons: [
        {
          rule: 'deploy',
          effect: 'allow',
          failed: [
            { condition: 'vaults', allowed: ['Production,r', 'Shared configuration'], seen: 'Staging,r' },
          ],
        },
      ],
    });
  });
});

describe('several rules', () => {
  const production = granting('Production', 'r');
  const configuration = { ...granting('Shared configuration', 'r'), name: 'configuration' };
  const both: Scope = [
    { vault: PRODUCTION, access: 'r' },
    { vault: CONFIGURATION, access: 'r' },
  ];

  test('are never merged', () => {
    expect(decided(both, production, configuration).kind).toBe('deny');
    expect(decided(ONE, production, configuration)).toEqual({ kind: 'allow', rule: production });
  });

  test('nor are two entries of one rule: `r` and `w` are not `rw`', () => {
    const halves = rule({
      vaults: [
        { vault: 'Production', access: 'r' },
        { vault: PRODUCTION.id, access: 'w' },
      ],
    });
    expect(decided([{ vault: PRODUCTION, access: 'rw' }], halves).kind).toBe('deny');
  });

  test('the longest lifetime decides, then the first name, in whatever order they stand', () => {
    const short = rule({ lifetimeMax: seconds(60) }, 'a');
    const long = rule({ lifetimeMax: seconds(120) }, 'c');
    const asLong = rule({ lifetimeMax: seconds(120) }, 'b');
    expect(decided(ONE, short, long, asLong)).toEqual({ kind: 'allow', rule: asLong });
    expect(decided(ONE, asLong, long, short)).toEqual({ kind: 'allow', rule: asLong });
    expect(decided(ONE, long, short)).toEqual({ kind: 'allow', rule: long });
    expect(decided(ONE, long, long)).toEqual({ kind: 'allow', rule: long });
  });

  test('tell all that is missing in each, the server too', () => {
    const decision = decided(
      [{ vault: PRODUCTION, access: 'rw' }],
      rule({ servers: ['Staging'] }),
      configuration,
    );
    expect(decision).toEqual({
      kind: 'deny',
      reasons: [
        {
          rule: 'deploy',
          effect: 'allow',
          failed: [
            { condition: 'server', allowed: ['Staging'], seen: 'Production' },
            { condition: 'vaults', allowed: ['Production,r', 'Shared configuration'], seen: 'Production,rw' },
          ],
        },
        {
          rule: 'configuration',
          effect: 'allow',
          failed: [{ condition: 'vaults', allowed: ['Shared configuration,r'], seen: 'Production,rw' }],
        },
      ],
    });
  });
});

describe('the servers that rules grant', () => {
  test('are those that exist, each once, by name or id', () => {
    const rules = [rule({ servers: ['Production', SERVER.id] }), rule({ servers: ['Production', 'Gone'] })];
    expect(grantedServers(rules, SERVERS)).toEqual([SERVER]);
    expect(grantedServers([rule({ servers: ['Production', 'Staging'] })], SERVERS)).toEqual(SERVERS);
    expect(grantedServers([], SERVERS)).toEqual([]);
  });

  test('leave out a name that two bear', () => {
    const twin = { ...OTHER_SERVER, name: 'Production' };
    expect(grantedServers([rule({})], [SERVER, twin])).toEqual([]);
  });
});
