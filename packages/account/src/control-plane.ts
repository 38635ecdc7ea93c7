import {
  type BuiltInRule,
  type CallFailure,
  type Capabilities,
  type Clock,
  type ControlPlane,
  type IssuedToken,
  ok,
  type Result,
  seconds,
  type TokenOrder,
} from '@connect-token/core';
import type { Store } from '@connect-token/storage';
import { answered, refused } from './answer.ts';
import { signToken, type TokenAuthority } from './connect-token.ts';
import type { Offers } from './offer.ts';
import { plannedToken } from './planned-token.ts';
import { readActiveTokens } from './token-rows.ts';
import { type TokenAsk, tokenRevocations, tokenWrites, type Written } from './token-writes.ts';

export interface ControlPlaneParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly authority: TokenAuthority;
  readonly builtIn: BuiltInRule;
  readonly offers: Offers;
}

/** Nothing lands late, and no list is stale: one process, one database. */
export const capabilitiesOf = ({ typesKnown }: BuiltInRule): Capabilities => ({
  settlesWithin: seconds(0),
  listsMayBeStale: false,
  vaultTypesKnown: typesKnown,
  revocationsPerSecond: null,
});

/** The `ControlPlane` port over the embedded account. The broker acts through it, so nobody's right is asked. */
export function embeddedControlPlane(parts: ControlPlaneParts): ControlPlane {
  const { store, clock, builtIn, offers } = parts;
  const write = tokenWrites(parts);
  const revoke = tokenRevocations(store);
  return {
    capabilities: capabilitiesOf(builtIn),
    vaults: { list: () => answered(offers.now().then(({ vaults }) => vaults)) },
    servers: { list: () => answered(offers.now().then(({ servers }) => servers)) },
    tokens: {
      create: (order) => createToken(parts, write, order),
      list: () => answered(store.transact((trx) => readActiveTokens(trx))),
      delete: (id) => answered(revoke({ id, at: clock.now() })),
    },
  };
}

/**
 * INVARIANT: no JWT leaves before its row is committed. It is signed before the transaction, so that no signature holds up the
 * writes of others and a failing one leaves no row; one that is refused, or whose row can't be written, is dropped unseen. Even
 * where a crash brought such a row back, nobody would have its token.
 */
async function createToken(
  { clock, authority }: ControlPlaneParts,
  write: (ask: TokenAsk) => Promise<Written>,
  order: TokenOrder,
): Promise<Result<IssuedToken, CallFailure>> {
  const token = plannedToken(order, clock.now());
  const signed = await signToken(authority, { ...token, issuedAt: token.createdAt });
  const written = await answered(write({ order, token }));
  if (!written.ok) return written;
  return written.value.failure === undefined ? ok({ token, secret: signed }) : refused(written.value.failure);
}
