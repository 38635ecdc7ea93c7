import {
  type CreditPlan,
  type DueMark,
  dueAt,
  type EndOutcome,
  type EndReason,
  type EventStamp,
  err,
  held,
  type Instant,
  type IntentRefusal,
  instant,
  type Job,
  LEASE_MOVES,
  type Lease,
  type LeaseIntent,
  type LeaseSelector,
  type LeaseState,
  type LeaseStore,
  OPEN_LEASES_PER_JOB_MAX,
  OPEN_LEASES_PER_RUN_MAX,
  ok,
  planReap,
  type Result,
  refuseCredits,
  type TombstoneRule,
} from '@connect-token/core';

interface Entry extends Lease {
  readonly tokenSha256: string | null;
}

/** What another store is compared with: the port's rules in plain maps, one after the other, with nothing to go wrong. */
export function memoryLeaseStore(instance = 'memory00'): LeaseStore {
  const leases = new Map<string, Entry>();
  const usedIdTokens = new Map<string, { readonly leaseId: string; readonly keepUntil: Instant }>();
  const tombstones = new Map<string, Instant>();

  const all = (): readonly Entry[] => [...leases.values()];
  const isBuried = (key: string, at: Instant): boolean => (tombstones.get(key) ?? at - 1) >= at;

  const move = (
    id: string,
    state: LeaseState,
    change: Partial<Omit<Entry, 'id' | 'state'>>,
  ): Lease | undefined => {
    const lease = leases.get(id);
    if (lease === undefined || !LEASE_MOVES[lease.state].includes(state)) return undefined;
    const moved = { ...lease, ...change, state };
    leases.set(id, moved);
    return plain(moved);
  };

  const refusal = ({ lease, idToken, admission }: LeaseIntent, at: Instant): IntentRefusal | undefined => {
    if (lease.key !== null && isBuried(lease.key, at)) return { code: 'HANDLE_ENDED' };
    const sameKey = all().find(({ key }) => key !== null && key === lease.key);
    if (sameKey !== undefined) return { code: 'HANDLE_USED', leaseId: sameKey.id };
    const replayed = usedIdTokens.get(JSON.stringify([idToken.issuer, idToken.tokenId]));
    if (replayed !== undefined) return { code: 'ID_TOKEN_REPLAYED', leaseId: replayed.leaseId };
    return refuseOpenLeases(all(), lease.job) ?? refuseWithoutCredits(all(), lease.vaults.length, admission);
  };

  const intend = (intent: LeaseIntent, { at }: EventStamp): Result<Lease, IntentRefusal> => {
    const refused = refusal(intent, at);
    if (refused !== undefined) return err(refused);
    const { lease, idToken } = intent;
    const unborn = {
      state: 'intent',
      tokenId: null,
      tokenSha256: null,
      endReason: null,
      endedAt: null,
    } as const;
    leases.set(lease.id, { ...lease, ...unborn });
    usedIdTokens.set(JSON.stringify([idToken.issuer, idToken.tokenId]), {
      leaseId: lease.id,
      keepUntil: idToken.keepUntil,
    });
    return ok(plain({ ...lease, ...unborn }));
  };

  const abandon = (leaseId: string, { at }: EventStamp): boolean => {
    if (leases.get(leaseId)?.tokenId !== null) return false;
    const failed = move(leaseId, 'failed', { endReason: 'abandoned', endedAt: at });
    return (failed ?? move(leaseId, 'revoked', {})) !== undefined;
  };

  const bury = (key: string, rule: TombstoneRule, at: Instant): 'buried' | 'full' | 'unknown' => {
    const buried = isBuried(key, at);
    if (rule.kind === 'never') return buried ? 'buried' : 'unknown';
    const live = [...tombstones.values()].filter((keepUntil) => keepUntil >= at).length;
    if (!buried && live >= rule.max) return 'full';
    const before = tombstones.get(key) ?? rule.keepUntil;
    tombstones.set(key, before > rule.keepUntil ? before : rule.keepUntil);
    return 'buried';
  };

  const end = (
    which: LeaseSelector,
    reason: EndReason,
    tombstone: TombstoneRule,
    { at }: EventStamp,
  ): EndOutcome => {
    const lease = all().find((entry) => isSelected(entry, which));
    if (lease === undefined) return { kind: which.by === 'key' ? bury(which.key, tombstone, at) : 'unknown' };
    const ended = move(lease.id, 'revoking', { endReason: reason, endedAt: at });
    return ended === undefined ? { kind: 'already', lease: plain(lease) } : { kind: 'ended', lease: ended };
  };

  return {
    instance,
    intend: async (intent, stamp) => intend(intent, stamp),
    activate: async (leaseId, { id, sha256 }) =>
      move(leaseId, 'active', { tokenId: id, tokenSha256: sha256 }) !== undefined,
    abandon: async (leaseId, stamp) => abandon(leaseId, stamp),
    end: async (which, reason, tombstone, stamp) => end(which, reason, tombstone, stamp),
    settle: async (leaseId) => move(leaseId, 'revoked', {}) !== undefined,
    find: async (leaseId) => {
      const lease = leases.get(leaseId);
      return lease && plain(lease);
    },
    due: async (now, limit, after) =>
      all()
        .filter((lease) => planReap(lease, now).kind !== 'leave')
        .filter((lease) => after === null || compareDue(markOf(lease), after) > 0)
        .sort((one, other) => compareDue(markOf(one), markOf(other)))
        .slice(0, limit)
        .map(plain),
    heldCredits: async () => held(all()),
    forget: async (now) => {
      for (const [key, keepUntil] of tombstones) if (keepUntil < now) tombstones.delete(key);
      for (const [key, { keepUntil }] of usedIdTokens) if (keepUntil < now) usedIdTokens.delete(key);
    },
  };
}

const plain = ({ tokenSha256: _, ...lease }: Entry): Lease => lease;

function isSelected(lease: Entry, which: LeaseSelector): boolean {
  switch (which.by) {
    case 'id':
      return lease.id === which.leaseId;
    case 'key':
      return lease.key === which.key;
    case 'token':
      return lease.tokenSha256 === which.sha256;
  }
}

const markOf = (lease: Lease): DueMark => ({ dueAt: dueAt(lease) ?? instant(0), id: lease.id });

const compareDue = (one: DueMark, other: DueMark): number =>
  one.dueAt - other.dueAt || (one.id === other.id ? 0 : one.id < other.id ? -1 : 1);

function refuseOpenLeases(leases: readonly Lease[], job: Job): IntentRefusal | undefined {
  const ofRun = leases.filter(
    ({ state, job: other }) =>
      (state === 'intent' || state === 'active') &&
      other.issuer === job.issuer &&
      other.repositoryId === job.repositoryId &&
      other.runId === job.runId &&
      other.runAttempt === job.runAttempt,
  );
  const ofJob = ofRun.filter(
    ({ job: other }) => job.checkRunId !== null && other.checkRunId === job.checkRunId,
  );
  return (
    refuseMore('job', ofJob.length, OPEN_LEASES_PER_JOB_MAX) ??
    refuseMore('run attempt', ofRun.length, OPEN_LEASES_PER_RUN_MAX)
  );
}

const refuseMore = (holder: 'job' | 'run attempt', open: number, limit: number): IntentRefusal | undefined =>
  open < limit ? undefined : { code: 'OPEN_LEASES_TOO_MANY', holder, open, limit };

const refuseWithoutCredits = (
  leases: readonly Lease[],
  needed: number,
  { plan, standing }: { readonly plan: CreditPlan; readonly standing: number },
): IntentRefusal | undefined => refuseCredits({ plan, used: standing + held(leases), needed });
