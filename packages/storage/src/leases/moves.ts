import { holdsCredits, LEASE_MOVES, LEASE_STATES, type LeaseState } from '@connect-token/core';
import { type RawBuilder, sql } from 'kysely';

/** The states that a lease may come from: what an UPDATE compares with before it sets. */
export const statesBefore = (state: LeaseState): readonly LeaseState[] =>
  LEASE_STATES.filter((from) => LEASE_MOVES[from].includes(state));

/** What can still be ended: a lease that is being revoked is on its way out, and doesn't count as one of a job (T30). */
export const OPEN_STATES = literals(statesBefore('revoking'));

export const HOLDING_STATES = literals(LEASE_STATES.filter(holdsCredits));

/** Nothing follows. */
export const OVER_STATES = literals(LEASE_STATES.filter((state) => LEASE_MOVES[state].length === 0));

/**
 * The state of a lease that is found by what is unique. As an expression, which no index has: where statistics are of an hour in which
 * hardly a lease was open, PostgreSQL takes an index of open leases for a shorter way than the primary key, and reads all of it.
 */
export const stateOfFound = (): RawBuilder<LeaseState> => sql<LeaseState>`lease.state || ''`;

/**
 * Written into the statement, not bound to it: only from literals, in the index's own order, can SQLite tell that a partial
 * index holds every row that a query may want. Source: sqlite.org/partialindex.html §3.
 */
export function literals(states: readonly LeaseState[]): readonly RawBuilder<LeaseState>[] {
  return states.map((state) => sql.lit(state));
}
