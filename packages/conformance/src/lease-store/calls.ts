import {
  END_REASONS,
  type EventStamp,
  type Instant,
  instant,
  type Lease,
  type LeaseGroup,
  type LeaseSelector,
  type LeaseStore,
  leaseTokenName,
  type Orphan,
  type Retry,
} from '@connect-token/core';
import { KEYS, type Step } from './history.ts';
import { intentOf, jobNamed, keyOf, nextId, sha256Of, stamp, tombstone, vaultsNamed } from './intents.ts';

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
    case 'claim':
      return (leases) => leases.claim(now, each.limit, instant(now + each.forMs));
    case 'postpone': {
      const lease = { id: among(named.leaseIds, each.lease), epoch: each.epoch };
      const retry: Retry = {
        attempts: each.epoch + 1,
        nextTryAt: instant(now + each.afterMs),
        absentAt: each.stuck ? null : now,
        stuckAt: each.stuck ? now : null,
      };
      return (leases) => leases.postpone(lease, retry, at);
    }
    case 'endAll':
      return endAllCall(each, now);
    case 'adopt':
      return adoptCall(each, at, named);
    case 'openRuns':
      return (leases) => leases.openRuns(now, each.limit);
    case 'unexplained': {
      const names = named.leaseIds.map((id) => leaseTokenName('contract', id));
      return (leases) => leases.unexplained(names);
    }
  }
}

/** Jobs, and the run attempt that all of a history are of. Only those two are ever over. */
const GROUPS: readonly LeaseGroup[] = [
  { by: 'job', job: { ...jobNamed('1'), checkRunId: '1' } },
  { by: 'run-attempt', attempt: jobNamed(null) },
  { by: 'run', runId: '100' },
  { by: 'repository', repositoryId: '42' },
  { by: 'all' },
];

function endAllCall({ by, limit, overMs }: Step & { readonly do: 'endAll' }, now: Instant): Call {
  const which = GROUPS[by] ?? { by: 'all' };
  const mayBeOver = which.by === 'job' || which.by === 'run-attempt';
  const over = overMs === null || !mayBeOver ? null : instant(now + overMs);
  return (leases) => leases.endAll(which, { reason: 'poll', limit, over, note: null }, () => stamp(now));
}

/** The token of a lease, whatever that is in, or one of a few that no lease has ever had. */
function adoptCall(each: Step & { readonly do: 'adopt' }, at: EventStamp, named: Named): Call {
  const leaseId = nextId();
  named.leaseIds.push(leaseId);
  const orphan: Orphan = {
    leaseId,
    tokenId: `orphan ${each.token}`,
    tokenName: leaseTokenName('contract', among(named.leaseIds, each.lease)),
    serverId: 'SERVER00000000000000000000',
    vaults: vaultsNamed('a'),
    expiresAt: each.token === 0 ? null : at.at,
  };
  return (leases) => leases.adopt(orphan, at);
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
