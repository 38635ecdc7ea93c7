import * as fc from 'fast-check';
import {
  type Access,
  type AllowRule,
  type Condition,
  EVENTS_DANGEROUS,
  EVENTS_DEFAULT,
  instant,
  type MintFacts,
  type MintRequest,
  type NonEmpty,
  type RequestedScope,
  type Rule,
  type RuleGrant,
  type Server,
  seconds,
  type Vault,
  type WorkloadIdentity,
} from '../src/index.ts';
import { IDENTITY, NOW } from './acme.ts';

/** Accounts, policies and requests from so few words that they meet each other often, and mean each other often enough. */

/** The first mostly, the second now and then. */
const often = <T, U>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: rare });

const grantedAccess: fc.Arbitrary<Access> = fc.constantFrom('r', 'w', 'rw', 'rw', 'rw');

const NAMES = ['alpha', 'beta', 'Private', 'Shared'] as const;

const IDS = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(26)) as unknown as NonEmpty<string>;

const type: fc.Arbitrary<Vault['type']> = often(
  fc.constant('USER_CREATED' as const),
  fc.constantFrom('PERSONAL', 'EVERYONE', 'TRANSFER', 'DEPARTMENT', null),
);

const vault = (at: 0 | 1 | 2 | 3): fc.Arbitrary<Vault> =>
  fc.record({
    id: fc.constant(IDS[at] ?? ''),
    // A name may be another vault's, or another vault's id: nothing forbids either.
    name: often(fc.constant(NAMES[at]), fc.constantFrom(...NAMES, ...IDS)),
    type,
  });

const vaults: fc.Arbitrary<readonly Vault[]> = often(
  fc.tuple(vault(0), vault(1), vault(2), vault(3)),
  fc.tuple(vault(0), vault(3)),
);

const server = (id: string, name: string): fc.Arbitrary<Server> =>
  fc.record({
    id: fc.constant(id.repeat(26)),
    // Now and then two bear one name.
    name: often(fc.constant(name), fc.constant('main')),
    grants: fc.uniqueArray(fc.record({ vaultId: fc.constantFrom(...IDS), access: grantedAccess }), {
      selector: ({ vaultId }) => vaultId,
      minLength: 3,
    }),
  });

const servers: fc.Arbitrary<readonly Server[]> = often(
  fc.tuple(server('S', 'main'), server('T', 'side')),
  fc.tuple(server('T', 'side')),
);

const vaultText = fc.constantFrom(...NAMES, ...IDS, ...IDS, IDS[0].toUpperCase());
const serverText = fc.constantFrom('main', 'main', 'S'.repeat(26), 'side', 't'.repeat(26));

const grant: fc.Arbitrary<RuleGrant> = fc.record({
  servers: fc.array(serverText, { minLength: 1, maxLength: 2 }),
  vaults: fc.array(
    fc.record({ vault: vaultText, access: fc.constantFrom(undefined, undefined, 'r', 'w', 'rw') }),
    {
      minLength: 3,
      maxLength: 6,
    },
  ),
  lifetimeMax: fc.constantFrom(60, 300, 3_600, 86_400).map(seconds),
});

const oneOf = (...values: string[]): fc.Arbitrary<NonEmpty<string>> =>
  fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }) as unknown as fc.Arbitrary<
    NonEmpty<string>
  >;

/** What a rule may add to the two ids. */
export const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    claim: fc.constant('ref' as const),
    patterns: oneOf('refs/heads/main', 'refs/heads/*', 'refs/tags/v*'),
  }),
  fc.record({ claim: fc.constant('environment' as const), patterns: oneOf('production', 'Prod*', '*') }),
  fc.record({ claim: fc.constant('event' as const), patterns: oneOf('push', 'release', 'fork') }),
  fc.record({ claim: fc.constant('repository' as const), patterns: oneOf('acme/shop', 'acme/other') }),
  fc.record({
    claim: fc.constantFrom('workflow' as const, 'job_workflow' as const),
    patterns: oneOf(IDENTITY.workflowRef ?? '', 'acme/shop/.github/workflows/other.yml@refs/heads/main'),
  }),
);

const ids: fc.Arbitrary<readonly Condition[]> = fc
  .tuple(oneOf('4711', '4711', '4711', '1'), oneOf('42', '42', '42', '2'))
  .map(([one, other]) => [
    { claim: 'repository_id', patterns: one },
    { claim: 'repository_owner_id', patterns: other },
  ]);

const conditions: fc.Arbitrary<readonly Condition[]> = fc
  .tuple(ids, fc.array(condition, { maxLength: 1 }))
  .map(([both, more]) => [...both, ...more]);

export const allowRule: fc.Arbitrary<AllowRule> = fc.record({
  effect: fc.constant('allow' as const),
  name: fc.constantFrom('one', 'two', 'three', 'four', 'five'),
  conditions,
  grant,
});

export const denyRule: fc.Arbitrary<Rule> = fc.record({
  effect: fc.constant('deny' as const),
  name: fc.constantFrom('never', 'not'),
  conditions,
});

const rules: fc.Arbitrary<readonly Rule[]> = fc.uniqueArray(
  fc.oneof({ weight: 12, arbitrary: allowRule }, { weight: 1, arbitrary: denyRule }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
);

export const identity: fc.Arbitrary<WorkloadIdentity> = fc
  .record({
    ref: fc.constantFrom('refs/heads/main', 'refs/heads/x/y', 'refs/tags/v1', null),
    refType: fc.constantFrom('branch', 'tag', null),
    environment: fc.constantFrom('production', 'PRODUCTION', '', null),
    event: fc.constantFrom(...EVENTS_DEFAULT, ...EVENTS_DANGEROUS, null),
  })
  .map((claims) => ({ ...IDENTITY, ...claims }));

export const request: fc.Arbitrary<MintRequest> = fc.record({
  server: fc.option(serverText, { nil: undefined, freq: 2 }),
  scope: fc
    .array(
      fc.record({ vault: vaultText, access: fc.constantFrom(undefined, undefined, 'r', 'r', 'w', 'rw') }),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((entries) => entries.map((entry, at) => ({ ...entry, line: at + 1 })) as unknown as RequestedScope),
  lifetime: often(
    fc.constantFrom(undefined, seconds(60), seconds(600), seconds(86_400)),
    fc.constantFrom(seconds(59), seconds(86_401)),
  ),
});

export const facts: fc.Arbitrary<MintFacts> = fc.record({
  identity: fc.oneof({ weight: 4, arbitrary: fc.constant(IDENTITY) }, { weight: 1, arbitrary: identity }),
  policy: rules.map((each) => ({ hash: 'f'.repeat(64), rules: each })),
  servers,
  vaults,
  builtIn: fc.record({ allowEveryone: fc.boolean(), typesKnown: fc.boolean() }),
  ceilings: fc.constant([]),
  now: fc.nat({ max: 5_000 }).map((ms) => instant(NOW + ms)),
});
