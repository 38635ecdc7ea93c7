import { type Instant, isLeaseTokenName, isLive, plus, type Seconds, type Token } from '@connect-token/core';
import { call } from './call.ts';
import { emitFailure } from './reap-page.ts';
import { stampNow } from './surroundings.ts';
import type { Watched } from './watched.ts';

/**
 * The brake: more than this in one look isn't what crashes leave behind. A backup may have been restored, or two brokers may share an
 * instance, and an operator gets the time to see it before the others' tokens are gone (F18).
 */
export const ORPHANS_ADOPTED_MAX = 10;

/** Names in one question to the store. */
const NAMES = 500;

/** Looks for tokens of ours that no lease explains, and makes a lease for each, born revoking. */
export interface Orphans {
  isDue(): boolean;
  dueAt(): Instant;
  /** Not before so long from now. */
  defer(span: Seconds): void;
  /** How many it adopted. Rejects where the store is away. */
  look(): Promise<number>;
}

/**
 * A token that was deleted a moment ago may still be listed while its lease is over: only what is listed and unexplained twice is an
 * orphan. Where lists may be stale, `absentTwice` lies between the two.
 */
export function createOrphans(around: Watched): Orphans {
  const { clock, timings, controlPlane } = around;
  let dueAt = clock.now();
  let suspects: ReadonlySet<string> | null = null;

  const look = async (): Promise<number> => {
    dueAt = plus(clock.now(), timings.sweepEvery);
    const found = await unexplainedTokens(around);
    if (found === undefined) return 0;
    const again = found.filter(({ id }) => suspects?.has(id));
    const isSecond = suspects !== null;
    dueAt = plus(clock.now(), timings.orphansEvery);
    suspects = null;
    if (isSecond) return adoptSome(around, again);
    if (found.length === 0) return 0;
    suspects = new Set(found.map(({ id }) => id));
    if (!controlPlane.capabilities.listsMayBeStale) return look();
    dueAt = plus(clock.now(), timings.absentTwice);
    return 0;
  };
  return {
    isDue: () => clock.now() >= dueAt,
    dueAt: () => dueAt,
    defer: (span) => {
      dueAt = plus(clock.now(), span);
    },
    look,
  };
}

/** Oldest first; `undefined` where the control plane gave no list. */
async function unexplainedTokens(around: Watched): Promise<readonly Token[] | undefined> {
  const listed = await call(around, around.controlPlane.tokens.list());
  if (!listed.ok) {
    emitFailure(around, listed.error.failure, null);
    return undefined;
  }
  const { leases, clock } = around;
  const now = clock.now();
  const ours = listed.value.filter(
    (token) => isLeaseTokenName(token.name, leases.instance) && isLive(token, now),
  );
  const names = [...new Set(ours.map(({ name }) => name))];
  const unexplained = new Set<string>();
  for (let from = 0; from < names.length; from += NAMES)
    for (const name of await leases.unexplained(names.slice(from, from + NAMES))) unexplained.add(name);
  return ours
    .filter(({ name }) => unexplained.has(name))
    .sort((one, other) => one.createdAt - other.createdAt);
}

async function adoptSome(around: Watched, orphans: readonly Token[]): Promise<number> {
  if (orphans.length > ORPHANS_ADOPTED_MAX) {
    const count = { found: orphans.length, limit: ORPHANS_ADOPTED_MAX };
    around.sink.emit({ ...stampNow(around), kind: 'orphans.many', ...count });
  }
  let adopted = 0;
  for (const { id, name, serverId, vaults, expiresAt } of orphans.slice(0, ORPHANS_ADOPTED_MAX)) {
    const stamp = stampNow(around);
    const orphan = { tokenId: id, tokenName: name, serverId, vaults, expiresAt };
    const lease = await around.leases.adopt({ leaseId: around.ids.ulid(), ...orphan }, stamp);
    if (lease === null) continue;
    around.sink.emit({ ...stamp, kind: 'orphan.adopted', leaseId: lease.id, tokenId: id, tokenName: name });
    adopted += 1;
  }
  return adopted;
}
