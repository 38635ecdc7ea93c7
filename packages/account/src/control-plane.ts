import {
  type BuiltInRule,
  type CallFailure,
  type Capabilities,
  type Clock,
  type ControlPlane,
  type Failure,
  type IssuedToken,
  ok,
  type Result,
  refuseOrder,
  seconds,
  type TokenOrder,
} from '@connect-token/core';
import { type Store, shareInTransaction } from '@connect-token/storage';
import { answered, refused } from './answer.ts';
import { signToken, type TokenAuthority } from './connect-token.ts';
import type { Offer } from './offer.ts';
import { plannedToken } from './planned-token.ts';
import { readServer } from './server-rows.ts';
import { insertToken, readTokens, revokeTokenAlone } from './token-rows.ts';
import { readVaults } from './vault-rows.ts';

export interface ControlPlaneParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly authority: TokenAuthority;
  readonly builtIn: BuiltInRule;
  /** What there is to grant, as it is when it is asked for or later. */
  readonly offer: () => Promise<Offer>;
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
  const { store, clock, builtIn, offer } = parts;
  return {
    capabilities: capabilitiesOf(builtIn),
    vaults: { list: () => answered(offer().then(({ vaults }) => vaults)) },
    servers: { list: () => answered(offer().then(({ servers }) => servers)) },
    tokens: {
      create: (order) => createToken(parts, order),
      list: () => answered(store.transact(readTokens)),
      delete: (id) => answered(store.transact((trx) => revokeTokenAlone(trx, id, clock.now()), 'ending')),
    },
  };
}

/**
 * INVARIANT: no JWT leaves before its row is committed. It is signed before the transaction, so that no signature holds up the
 * writes of others and a failing one leaves no row; one that is refused, or whose row can't be written, is dropped unseen. Even
 * where a crash brought such a row back, nobody would have its token.
 */
async function createToken(
  { store, clock, authority, builtIn }: ControlPlaneParts,
  order: TokenOrder,
): Promise<Result<IssuedToken, CallFailure>> {
  const token = plannedToken(order, clock.now());
  const signed = await signToken(authority, { ...token, issuedAt: token.createdAt });
  const written = await answered(
    store.transact(async (trx): Promise<Failure | undefined> => {
      await shareInTransaction(trx, 'what may be granted');
      const [server, vaults] = await Promise.all([readServer(trx, token.serverId), readVaults(trx)]);
      const failure = refuseOrder(order, { server, vaults, builtIn });
      if (failure === undefined) await insertToken(trx, token);
      return failure;
    }),
  );
  if (!written.ok) return written;
  return written.value === undefined ? ok({ token, secret: signed }) : refused(written.value);
}
