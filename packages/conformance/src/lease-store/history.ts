import {
  END_REASONS,
  type EventStamp,
  type Instant,
  instant,
  type Lease,
  type LeaseSelector,
  type LeaseStore,
} from '@connect-token/core';
import * as fc from 'fast-check';
import { intentOf, jobNamed, keyOf, nextId, sha256Of, stamp, tombstone, vaultsNamed } from './intents.ts';

/** One call, in terms of what the history has made so far: numbers pick among it. */
export type Step =
  | {
      readonly do: 'intend';
      readonly key: number | null;
      readonly idToken: number;
      readonly job: number;
      readonly vaults: number;
      readonly metered: boolean;
    }
  | { readonly do: 'activate'; readonly lease: number }
  | { readonly do: 'abandon'; readonly lease: number }
  | { readonly do: 'settle'; readonly lease: number }
  | {
      readonly do: 'end';
      readonly by: 'id' | 'key' | 'token';
      readonly pick: number;
      readonly reason: number;
      readonly buryMs: number | null;
    }
  | { readonly do: 'due'; readonly limit: number };

/** Calls that come at once, after some time has passed; before them the store may be closed and opened, or swept. */
export interface Turn {
  readonly passMs: number;
  readonly reopen: boolean;
  readonly forget: boolean;
  readonly steps: readonly Step[];
}

/** Few enough that ends and intents meet. */
const KEYS = 6;

const pick = fc.nat({ max: 1_000 });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('intend' as const),
      key: fc.option(fc.nat({ max: KEYS - 1 })),
      idToken: fc.nat({ max: 15 }),
      job: fc.nat({ max: 2 }),
      vaults: fc.integer({ min: 1, max: 3 }),
      metered: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('activate', 'abandon', 'settle'), lease: pick }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('end' as const),
      by: fc.constantFrom('id', 'key', 'token'),
      pick,
      reason: fc.nat({ max: END_REASONS.length - 1 }),
      buryMs: fc.option(fc.constantFrom(0, 1_000, 20_000)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('due' as const), limit: fc.nat({ max: 4 }) }) },
);

/** Short pauses, and ones that take an intent past its deadline, a tombstone past its time, a lease past its expiry. */
const PAUSES_MS = [0, 1, 999, 1_000, 1_001, 10_001, 900_000];

export const histories: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record({
    passMs: fc.constantFrom(...PAUSES_MS),
    reopen: fc.boolean(),
    forget: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: 8 }),
  }),
  { maxLength: 10 },
);

/** A call with all its arguments, so that several stores can be asked exactly the same. */
export type Call = (leases: LeaseStore) => Promise<unknown>;

/** What a history has named so far, admitted or not. */
export interface Named {
  readonly leaseIds: string[];
  readonly tokenHashes: string[];
}

const TOMBSTONES_MAX = 2;
const CREDITS_MAX = 6;

export function callOf(each: Step, now: Instant, named: Named): Call {
  const at: EventStamp = stamp(now);
  switch (each.do) {
    case 'intend':
      return intendCall(each, at, named);
    case 'activate': {
      const leaseId = among(named.leaseIds, each.lease);
      const token = { id: `token-${at.id}`, sha256: sha256Of(at.id) };
      named.tokenHashes.push(token.sha256);
      return (leases) => leases.activate(leaseId, token, at);
    }
    case 'abandon': {
      const leaseId = among(named.leaseIds, each.lease);
      return (leases) => leases.abandon(leaseId, at);
    }
    case 'settle': {
      const leaseId = among(named.leaseIds, each.lease);
      return (leases) => leases.settle(leaseId, at);
    }
    case 'end': {
      const rule =
        each.buryMs === null
          ? ({ kind: 'never' } as const)
          : tombstone(instant(now + each.buryMs), TOMBSTONES_MAX);
      const reason = END_REASONS[each.reason] ?? 'handle';
      const which = selectorOf(each, named);
      return (leases) => leases.end(which, reason, rule, at);
    }
    case 'due':
      return (leases) => leases.claim(now, each.limit, now);
  }
}

function intendCall(each: Step & { readonly do: 'intend' }, at: EventStamp, named: Named): Call {
  const id = nextId();
  named.leaseIds.push(id);
  const intent = intentOf({
    id,
    at: at.at,
    key: each.key === null ? null : keyOf(`key ${each.key}`),
    idToken: { tokenId: `jti ${each.idToken}` },
    idTokenKeepUntil: instant(at.at + 10_000),
    job: jobNamed([null, '1', '2'][each.job] ?? null),
    vaults: vaultsNamed(...['a', 'b', 'c'].slice(0, each.vaults)),
    plan: each.metered ? { kind: 'metered', limit: CREDITS_MAX } : { kind: 'unlimited' },
    standing: 1,
  });
  return (leases) => leases.intend(intent, at);
}

function selectorOf({ by, pick: n }: Step & { readonly do: 'end' }, named: Named): LeaseSelector {
  switch (by) {
    case 'id':
      return { by, leaseId: among(named.leaseIds, n) };
    case 'token':
      return { by, sha256: among(named.tokenHashes, n) };
    case 'key':
      return { by, key: keyOf(`key ${n % KEYS}`) };
  }
}

/** One of them, or something that nobody has. */
const among = (names: readonly string[], n: number): string => names[n % (names.length + 1)] ?? 'nobody';

/** Everything that a store tells of the leases that a history has named. */
export async function stateOf(leases: LeaseStore, now: Instant, named: Named) {
  const found = await Promise.all(named.leaseIds.map((id) => leases.find({ by: 'id', leaseId: id })));
  return {
    leases: found.filter((lease): lease is Lease => lease !== undefined),
    held: await leases.heldCredits(),
    census: await leases.census(now),
    nextDueAt: await leases.nextDueAt(),
  };
}
