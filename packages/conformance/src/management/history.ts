import { type Access, NAME_MAX } from '@connect-token/core';
import * as fc from 'fast-check';

/** What is done, in terms of what the history has made so far: numbers pick among it, or something that nobody has. */
export type Deed =
  | { readonly do: 'vault.create'; readonly name: string }
  | { readonly do: 'vault.rename'; readonly vault: number; readonly name: string }
  | {
      readonly do: 'server.create';
      readonly name: string;
      readonly grants: readonly Wanted[];
      readonly fixed: boolean;
    }
  | { readonly do: 'server.rename'; readonly server: number; readonly name: string }
  | { readonly do: 'server.delete'; readonly server: number }
  | ({ readonly do: 'vault.grant'; readonly server: number } & Wanted)
  | { readonly do: 'vault.revoke'; readonly server: number; readonly vault: number }
  | {
      readonly do: 'token.create';
      /** Made by the broker, for a lease. */
      readonly lease: boolean;
      readonly name: string;
      readonly server: number;
      readonly scope: readonly [Wanted, ...Wanted[]];
      readonly lifetime: number | null;
    }
  | { readonly do: 'token.rename'; readonly token: number; readonly name: string }
  | { readonly do: 'token.delete'; readonly lease: boolean; readonly token: number }
  | { readonly do: 'group.create'; readonly name: string }
  | { readonly do: 'member.add' | 'member.remove'; readonly group: number; readonly person: number }
  | {
      readonly do: 'manager.grant' | 'manager.revoke';
      readonly group: number;
      readonly place: 'global' | 'all-servers' | 'server';
      readonly server: number;
    }
  | { readonly do: 'plan'; readonly limit: number | null }
  | { readonly do: 'lease.intend'; readonly vaults: number }
  | { readonly do: 'lease.end'; readonly lease: number }
  /** By a person. */
  | { readonly do: 'lease.revoke'; readonly lease: number };

interface Wanted {
  readonly vault: number;
  readonly access: Access;
}

export interface Step {
  /** 0: the holder of the account; the others are people. */
  readonly actor: number;
  readonly deed: Deed;
}

/** Some steps, after some time has passed. */
export interface Turn {
  readonly passSeconds: number;
  readonly steps: readonly Step[];
}

const pick = fc.nat({ max: 1_000 });

/** What stands for a name that is kept for the tokens of leases: only a house knows it. */
export const LEASE_NAME = 'a name of a lease';

/** Few, so that namesakes are frequent; some that are none. */
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('Production', 'Shop', 'deploy', 'ü'.repeat(NAME_MAX)) },
  { weight: 1, arbitrary: fc.constantFrom('', 'x'.repeat(NAME_MAX + 1), 'a\u001Bb', LEASE_NAME) },
);

const access = fc.constantFrom('r', 'w', 'rw');

const wanted = fc.record({ vault: pick, access });

const seldom = fc.constantFrom(false, false, false, true);

/** Small, so that it is reached. */
const limit: fc.Arbitrary<number | null> = fc.option(fc.nat({ max: 5 }), { freq: 3 });

const lifetime: fc.Arbitrary<number | null> = fc.option(fc.constantFrom(1, 60, 3_600));

const named = <K extends Deed['do']>(kind: K) => fc.constant(kind);

/** What changes who reaches what comes most. */
const deed: fc.Arbitrary<Deed> = fc.oneof(
  ...weighted(1, [
    fc.record({ do: fc.constantFrom('vault.create', 'group.create'), name }),
    fc.record({ do: named('vault.rename'), vault: pick, name }),
    fc.record({ do: named('server.rename'), server: pick, name }),
    fc.record({ do: named('server.delete'), server: pick }),
    fc.record({ do: named('token.rename'), token: pick, name }),
    fc.record({ do: named('plan'), limit }),
    fc.record({ do: named('lease.intend'), vaults: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constantFrom('lease.end', 'lease.revoke'), lease: pick }),
  ]),
  ...weighted(3, [
    fc.record({
      do: named('server.create'),
      name,
      grants: fc.array(wanted, { maxLength: 3 }),
      fixed: fc.boolean(),
    }),
    fc.record({ do: named('vault.revoke'), server: pick, vault: pick }),
    fc.record({ do: named('token.delete'), lease: seldom, token: pick }),
    fc.record({ do: fc.constantFrom('member.add', 'member.remove'), group: pick, person: pick }),
    fc.record({
      do: fc.constantFrom('manager.grant', 'manager.revoke'),
      group: pick,
      place: fc.constantFrom('global', 'all-servers', 'server'),
      server: pick,
    }),
  ]),
  ...weighted(8, [
    fc.record({ do: named('vault.grant'), server: pick, vault: pick, access }),
    fc.record({
      do: named('token.create'),
      lease: seldom,
      name,
      server: pick,
      scope: fc
        .array(wanted, { maxLength: 2 })
        .chain((more) => wanted.map((first): readonly [Wanted, ...Wanted[]] => [first, ...more])),
      lifetime,
    }),
  ]),
);

function weighted(weight: number, deeds: readonly fc.Arbitrary<Deed>[]) {
  return deeds.map((arbitrary) => ({ weight, arbitrary }));
}

/** Half of what is done, the holder of the account does: too many refusals show little. */
const actor = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 4 }));

export const histories: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({
    passSeconds: fc.constantFrom(0, 1, 59, 3_600),
    steps: fc.array(fc.record({ actor, deed }), { minLength: 1, maxLength: 8 }),
  }),
  { minLength: 2, maxLength: 8 },
);
