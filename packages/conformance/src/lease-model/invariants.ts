import { type Instant, LEASE_MOVES, type LeaseState, plus } from '@connect-token/core';
import { isOurs, LIFETIME_MAX } from './account.ts';
import type { History } from './command.ts';
import type { LeaseRow, Ledger } from './ledger.ts';
import type { World } from './world.ts';

const OPEN: readonly LeaseState[] = ['intent', 'active', 'revoking'];

/** What one look at the world shows that must never be. Numbers: docs/lease-protocol.md, "Invariants". */
export function look(world: World, history: History): readonly string[] {
  const rows = world.rows();
  const found = [
    ...unexplained(world, rows),
    ...overdrawn(rows, history),
    ...uncovered(world, rows),
    ...deliveredTwice(world.ledger),
    ...movedBack(world.ledger, rows),
    ...livesTooLong(world, rows),
    ...boughtTwice(world.ledger),
  ];
  const states = new Map(rows.map(({ id, state, expires_at }) => [id, { state, expiresAt: expires_at }]));
  world.ledger = { ...world.ledger, states };
  return found;
}

const ours = ({ upstream, ledger }: World) =>
  upstream.live().filter((token) => isOurs(token) && !ledger.strays.has(token.name));

/** I1 and I5: a token that lives belongs to a lease that is open. */
function unexplained(world: World, rows: readonly LeaseRow[]): readonly string[] {
  const open = new Set(rows.filter(({ state }) => OPEN.includes(state)).map((row) => row.token_name));
  return ours(world)
    .filter(({ name }) => !open.has(name))
    .map(({ id, name }) => {
      const states = rows.filter((row) => row.token_name === name).map(({ state }) => state);
      return `I1: ${id} lives, and its lease ${name} is ${states.join(' and ') || 'not there'}`;
    });
}

const creditsOf = ({ vaults }: LeaseRow): number => (JSON.parse(vaults) as readonly unknown[]).length;

/** I2, but for leases that nobody admitted: an orphan is adopted whatever it costs. */
function overdrawn(rows: readonly LeaseRow[], { limit }: History): readonly string[] {
  const admitted = rows.filter(({ state, rule }) => OPEN.includes(state) && rule !== null);
  const held = admitted.reduce((sum, row) => sum + creditsOf(row), 0);
  return limit !== null && held > limit ? [`I2: leases hold ${held} of ${limit} credits`] : [];
}

/** I3: each lease's token costs no more than the lease holds. Two tokens of one order (F10) are the account's own doing. */
function uncovered(world: World, rows: readonly LeaseRow[]): readonly string[] {
  const names = new Map(ours(world).map(({ name, vaults }) => [name, vaults.length]));
  const live = [...names.values()].reduce((sum, vaults) => sum + vaults, 0);
  const held = rows.filter(({ state }) => OPEN.includes(state)).reduce((sum, row) => sum + creditsOf(row), 0);
  return live > held ? [`I3: tokens reach ${live} vaults, leases hold ${held} credits`] : [];
}

function deliveredTwice({ deliveries }: Ledger): readonly string[] {
  const keys = deliveries.flatMap(({ key }) => (key === null ? [] : [key]));
  return keys.length > new Set(keys).size ? ['I4: two tokens were delivered for one key'] : [];
}

/** I7. A lease may have made several moves since the last look. */
function movedBack({ states }: Ledger, rows: readonly LeaseRow[]): readonly string[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...states].flatMap(([id, seen]) => {
    const now = byId.get(id);
    if (now === undefined) return [`I5: ${id} is forgotten`];
    if (now.expires_at > seen.expiresAt) return [`I7: the expiry of ${id} has grown`];
    return reachable(seen.state, now.state) ? [] : [`I7: ${id} went from ${seen.state} to ${now.state}`];
  });
}

const reachable = (from: LeaseState, to: LeaseState): boolean =>
  from === to || LEASE_MOVES[from].some((next) => reachable(next, to));

function livesTooLong(world: World, rows: readonly LeaseRow[]): readonly string[] {
  const byName = new Map(rows.filter(({ rule }) => rule !== null).map((row) => [row.token_name, row]));
  const leases = rows
    .filter(
      ({ rule, created_at, expires_at }) =>
        rule !== null && expires_at > plus(created_at as Instant, LIFETIME_MAX),
    )
    .map(({ id }) => `I7: ${id} may live longer than its rule says`);
  const tokens = ours(world).flatMap(({ id, name, expiresAt }) => {
    const until = byName.get(name)?.expires_at;
    const fits = until === undefined || (expiresAt !== null && expiresAt <= until);
    return fits ? [] : [`I7: ${id} lives longer than its lease`];
  });
  return [...leases, ...tokens];
}

const boughtTwice = ({ bought }: Ledger): readonly string[] =>
  [...bought].flatMap(([idToken, leases]) =>
    leases.size > 1 ? [`I8: ${idToken} bought ${leases.size} leases`] : [],
  );
